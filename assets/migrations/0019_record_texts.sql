-- The texts by which lists look through records, in pieces of neighbouring keys of a kind, with the time at which the newest of them was added. All of it is made from the records.
CREATE TABLE record_piece (
  piece INTEGER PRIMARY KEY,
  newest INTEGER NOT NULL,
  texts TEXT NOT NULL
) STRICT;

-- The records whose texts are older than they.
CREATE TABLE record_stale (
  subject TEXT NOT NULL,
  key INTEGER NOT NULL,
  PRIMARY KEY (subject, key)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER stale_person_made AFTER INSERT ON person BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('person', NEW.key);
END;

CREATE TRIGGER stale_person_changed AFTER UPDATE ON person BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('person', NEW.key);
END;

CREATE TRIGGER stale_person_gone AFTER DELETE ON person BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('person', OLD.key);
END;

CREATE TRIGGER stale_company_made AFTER INSERT ON company BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('company', NEW.key);
END;

CREATE TRIGGER stale_company_changed AFTER UPDATE ON company BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('company', NEW.key);
END;

CREATE TRIGGER stale_company_gone AFTER DELETE ON company BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('company', OLD.key);
END;

CREATE TRIGGER stale_deal_made AFTER INSERT ON deal BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('deal', NEW.key);
END;

CREATE TRIGGER stale_deal_changed AFTER UPDATE ON deal BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('deal', NEW.key);
END;

CREATE TRIGGER stale_deal_gone AFTER DELETE ON deal BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('deal', OLD.key);
END;

CREATE TRIGGER stale_activity_made AFTER INSERT ON activity BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('activity', NEW.key);
END;

CREATE TRIGGER stale_activity_changed AFTER UPDATE ON activity BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('activity', NEW.key);
END;

CREATE TRIGGER stale_activity_gone AFTER DELETE ON activity BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('activity', OLD.key);
END;

CREATE TRIGGER stale_note_made AFTER INSERT ON note BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('note', NEW.key);
END;

CREATE TRIGGER stale_note_changed AFTER UPDATE ON note BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('note', NEW.key);
END;

CREATE TRIGGER stale_note_gone AFTER DELETE ON note BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('note', OLD.key);
END;

CREATE TRIGGER stale_person_address_made AFTER INSERT ON person_address BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('person', NEW.person);
END;

CREATE TRIGGER stale_person_address_changed AFTER UPDATE ON person_address BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('person', OLD.person), ('person', NEW.person);
END;

CREATE TRIGGER stale_person_address_gone AFTER DELETE ON person_address BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('person', OLD.person);
END;

CREATE TRIGGER stale_person_phone_made AFTER INSERT ON person_phone BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('person', NEW.person);
END;

CREATE TRIGGER stale_person_phone_changed AFTER UPDATE ON person_phone BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('person', OLD.person), ('person', NEW.person);
END;

CREATE TRIGGER stale_person_phone_gone AFTER DELETE ON person_phone BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('person', OLD.person);
END;

CREATE TRIGGER stale_company_domain_made AFTER INSERT ON company_domain BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('company', NEW.company);
END;

CREATE TRIGGER stale_company_domain_changed AFTER UPDATE ON company_domain BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('company', OLD.company), ('company', NEW.company);
END;

CREATE TRIGGER stale_company_domain_gone AFTER DELETE ON company_domain BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) VALUES ('company', OLD.company);
END;

-- The name of a record stands in the texts of those that name it.

CREATE TRIGGER stale_of_company AFTER UPDATE OF name, deleted_at ON company BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) SELECT 'person', key FROM person WHERE company = NEW.key;
  INSERT OR IGNORE INTO record_stale (subject, key) SELECT 'deal', key FROM deal WHERE company = NEW.key;
  INSERT OR IGNORE INTO record_stale (subject, key) SELECT 'activity', key FROM activity WHERE company = NEW.key;
  INSERT OR IGNORE INTO record_stale (subject, key) SELECT 'note', key FROM note WHERE company = NEW.key;
  INSERT OR IGNORE INTO record_stale (subject, key) SELECT 'company', key FROM company WHERE parent = NEW.key;
END;

CREATE TRIGGER stale_of_person AFTER UPDATE OF last_name, first_name, deleted_at ON person BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) SELECT 'deal', key FROM deal WHERE contact = NEW.key;
  INSERT OR IGNORE INTO record_stale (subject, key) SELECT 'activity', key FROM activity WHERE person = NEW.key OR deal IN (SELECT key FROM deal WHERE contact = NEW.key);
  INSERT OR IGNORE INTO record_stale (subject, key) SELECT 'note', key FROM note WHERE person = NEW.key OR deal IN (SELECT key FROM deal WHERE contact = NEW.key);
END;

CREATE TRIGGER stale_of_deal AFTER UPDATE OF deal_name, contact, deleted_at ON deal BEGIN
  INSERT OR IGNORE INTO record_stale (subject, key) SELECT 'activity', key FROM activity WHERE deal = NEW.key;
  INSERT OR IGNORE INTO record_stale (subject, key) SELECT 'note', key FROM note WHERE deal = NEW.key;
END;
