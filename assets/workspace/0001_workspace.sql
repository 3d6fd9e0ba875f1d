-- The workspace of a team (docs/team.md). {owner}, {member} and {admin} stand for the workspace's roles, {id} for its UUID, {hex} for that
-- without hyphens, {login} and {name} for the first administrator.
-- Who asks is session_user, which no client can set. No function here runs as another, and every table is under row-level security even for its owner.

CREATE TABLE fumi.workspace (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  id uuid NOT NULL,
  -- The last step of this schema, and the oldest step that a program has to know to work here.
  step integer NOT NULL,
  oldest integer NOT NULL
);
INSERT INTO fumi.workspace (id, step, oldest) VALUES ('{id}', 1, 1);

CREATE TABLE fumi.member (
  login name PRIMARY KEY,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  role text NOT NULL DEFAULT 'member' CHECK (role IN ('admin', 'member')),
  mail_integration boolean NOT NULL DEFAULT true,
  locked boolean NOT NULL DEFAULT false,
  active boolean NOT NULL DEFAULT true,
  ends_on date,
  ends_as text NOT NULL DEFAULT 'member' CHECK (ends_as IN ('member', 'trial')),
  last_contact timestamptz
);
INSERT INTO fumi.member (login, name, role) VALUES ('{login}', '{name}', 'admin');

CREATE TABLE fumi.policy (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  sharing text NOT NULL DEFAULT 'users_choice' CHECK (sharing IN ('private', 'custom', 'public', 'users_choice'))
);
INSERT INTO fumi.policy DEFAULT VALUES;

CREATE TABLE fumi.member_group (
  id uuid PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 200)
);

CREATE TABLE fumi.group_member (
  member_group uuid NOT NULL REFERENCES fumi.member_group ON DELETE CASCADE,
  login name NOT NULL REFERENCES fumi.member,
  PRIMARY KEY (member_group, login)
);

-- What was changed of the team's records, field by field, in one order for everybody. Nothing here is ever changed or deleted.
CREATE TABLE fumi.record_change (
  number bigint PRIMARY KEY,
  record uuid NOT NULL,
  kind text NOT NULL CHECK (length(kind) <= 40),
  field text NOT NULL CHECK (length(field) <= 400),
  value text,
  member name NOT NULL,
  at timestamptz NOT NULL,
  change_group uuid NOT NULL
);
CREATE INDEX record_change_field ON fumi.record_change (record, field, number DESC);
CREATE SEQUENCE fumi.change_number;

CREATE VIEW fumi.record_field WITH (security_invoker = true) AS
  SELECT DISTINCT ON (record, field) record, field, value, number FROM fumi.record_change ORDER BY record, field, number DESC;

-- Mail that its owner shares. Every key begins with the owner, so that no answer about a key tells of a row of somebody else.
CREATE TABLE fumi.account (
  owner name NOT NULL DEFAULT session_user,
  id uuid NOT NULL,
  address text NOT NULL,
  level text NOT NULL DEFAULT 'private' CHECK (level IN ('private', 'custom', 'public')),
  -- Shared with the members of this group only; empty is everybody.
  scope_group uuid,
  own_domain text NOT NULL,
  -- In lower case and IDNA ASCII, without a dot at the end; a domain covers its subdomains.
  excluded text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (owner, id)
);

CREATE TABLE fumi.mail (
  owner name NOT NULL DEFAULT session_user,
  id uuid NOT NULL,
  account uuid NOT NULL,
  message_id text,
  sent boolean NOT NULL,
  at timestamptz NOT NULL,
  author text NOT NULL,
  subject text NOT NULL,
  headers text NOT NULL,
  body text,
  raw bytea,
  PRIMARY KEY (owner, id),
  UNIQUE (owner, id, account),
  FOREIGN KEY (owner, account) REFERENCES fumi.account ON DELETE CASCADE
);
CREATE INDEX mail_account ON fumi.mail (owner, account);

CREATE TABLE fumi.mail_record (
  owner name NOT NULL DEFAULT session_user,
  mail uuid NOT NULL,
  record uuid NOT NULL,
  account uuid NOT NULL,
  -- The domains of everybody in the mail but its owner's own addresses, written as excluded ones are.
  others text[] NOT NULL,
  PRIMARY KEY (owner, mail, record),
  FOREIGN KEY (owner, mail, account) REFERENCES fumi.mail (owner, id, account) ON DELETE CASCADE
);
CREATE INDEX mail_record_record ON fumi.mail_record (record);

-- Of which records a member shares mail where an account says custom.
CREATE TABLE fumi.record_share (
  owner name NOT NULL DEFAULT session_user,
  record uuid NOT NULL,
  PRIMARY KEY (owner, record)
);

-- The lock is held until the transaction ends: who saw a number never sees a lower one for the first time later.
CREATE FUNCTION fumi.order_changes() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(7310595157000000001);
  RETURN NULL;
END $$;

CREATE FUNCTION fumi.number_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.number := nextval('fumi.change_number');
  NEW.member := session_user;
  RETURN NEW;
END $$;

-- Everybody may listen, so that the payload says nothing but how far the numbers are.
CREATE FUNCTION fumi.tell_changes() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_notify('fumi_{hex}', (SELECT coalesce(max(number), 0) FROM changed)::text);
  RETURN NULL;
END $$;

CREATE TRIGGER order_changes BEFORE INSERT ON fumi.record_change FOR EACH STATEMENT EXECUTE FUNCTION fumi.order_changes();
CREATE TRIGGER number_change BEFORE INSERT ON fumi.record_change FOR EACH ROW EXECUTE FUNCTION fumi.number_change();
CREATE TRIGGER tell_changes AFTER INSERT ON fumi.record_change REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION fumi.tell_changes();

DO $$
DECLARE one name;
BEGIN
  FOR one IN SELECT relname FROM pg_class WHERE relnamespace = 'fumi'::regnamespace AND relkind = 'r' LOOP
    EXECUTE format('ALTER TABLE fumi.%I ENABLE ROW LEVEL SECURITY', one);
    EXECUTE format('ALTER TABLE fumi.%I FORCE ROW LEVEL SECURITY', one);
  END LOOP;
END $$;

-- Everybody of the workspace knows its members, groups and policy.
CREATE POLICY seen ON fumi.workspace FOR SELECT TO {member} USING (true);
CREATE POLICY seen ON fumi.member FOR SELECT TO {member} USING (true);
CREATE POLICY seen ON fumi.policy FOR SELECT TO {member} USING (true);
CREATE POLICY seen ON fumi.member_group FOR SELECT TO {member} USING (true);
CREATE POLICY seen ON fumi.group_member FOR SELECT TO {member} USING (true);

CREATE POLICY own_contact ON fumi.member FOR UPDATE TO {member} USING (login = session_user) WITH CHECK (login = session_user);
CREATE POLICY administered ON fumi.member FOR UPDATE TO {admin}
  USING (EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.role = 'admin' AND me.active));
CREATE POLICY added ON fumi.member FOR INSERT TO {admin}
  WITH CHECK (EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.role = 'admin' AND me.active));
CREATE POLICY administered ON fumi.policy FOR UPDATE TO {admin}
  USING (EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.role = 'admin' AND me.active));
CREATE POLICY administered ON fumi.member_group FOR ALL TO {admin}
  USING (EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.role = 'admin' AND me.active));
CREATE POLICY administered ON fumi.group_member FOR ALL TO {admin}
  USING (EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.role = 'admin' AND me.active));

CREATE POLICY seen ON fumi.record_change FOR SELECT TO {member}
  USING (EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.active));
CREATE POLICY added ON fumi.record_change FOR INSERT TO {member}
  WITH CHECK (member = session_user AND EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.active));

CREATE POLICY seen ON fumi.account FOR SELECT TO {member} USING (
  EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.active) AND (
    owner = session_user
    OR EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.role = 'admin' AND me.active)
    OR (level <> 'private' AND (scope_group IS NULL OR EXISTS (
      SELECT FROM fumi.group_member g WHERE g.member_group = scope_group AND g.login = session_user)))));
-- A locked member keeps mailbox and level as they are (S121); the level is one that the administrator leaves (S62).
CREATE POLICY added ON fumi.account FOR INSERT TO {member} WITH CHECK (
  owner = session_user
  AND EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.active AND me.mail_integration AND NOT me.locked)
  AND EXISTS (SELECT FROM fumi.policy p WHERE p.sharing IN ('users_choice', account.level)));
CREATE POLICY changed ON fumi.account FOR UPDATE TO {member}
  USING (owner = session_user
    AND EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.active AND me.mail_integration AND NOT me.locked))
  WITH CHECK (owner = session_user AND EXISTS (SELECT FROM fumi.policy p WHERE p.sharing IN ('users_choice', account.level)));
CREATE POLICY withdrawn ON fumi.account FOR DELETE TO {member} USING (owner = session_user
  AND EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.active AND me.mail_integration AND NOT me.locked));

CREATE POLICY seen ON fumi.record_share FOR SELECT TO {member}
  USING (EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.active AND me.mail_integration));
CREATE POLICY added ON fumi.record_share FOR INSERT TO {member} WITH CHECK (owner = session_user
  AND EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.active AND me.mail_integration));
CREATE POLICY withdrawn ON fumi.record_share FOR DELETE TO {member} USING (owner = session_user
  AND EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.active AND me.mail_integration));

-- The rule of who may see a mail (domain::crm::sharing), at reading time. What the administrator says narrows what its owner says, never the reverse.
CREATE POLICY seen ON fumi.mail_record FOR SELECT TO {member} USING (
  EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.active AND me.mail_integration) AND (
    owner = session_user OR (
      EXISTS (
        SELECT FROM fumi.account a, fumi.policy p
        WHERE a.owner = mail_record.owner AND a.id = mail_record.account
          AND 'private' NOT IN (a.level, p.sharing)
          AND (a.scope_group IS NULL OR EXISTS (
            SELECT FROM fumi.group_member g WHERE g.member_group = a.scope_group AND g.login = session_user))
          AND CASE WHEN 'custom' IN (a.level, p.sharing)
            THEN EXISTS (SELECT FROM fumi.record_share s WHERE s.owner = mail_record.owner AND s.record = mail_record.record)
            ELSE NOT EXISTS (
              SELECT FROM unnest(a.excluded) d, unnest(mail_record.others) o
              WHERE (o = d OR right(o, length(d) + 1) = '.' || d)
                -- The account's own domain counts only when everybody is of it (S90).
                AND (NOT (a.own_domain = d OR right(a.own_domain, length(d) + 1) = '.' || d)
                  OR NOT EXISTS (SELECT FROM unnest(mail_record.others) x
                    WHERE NOT (x = a.own_domain OR right(x, length(a.own_domain) + 1) = '.' || a.own_domain)))) END)
      AND (SELECT c.value FROM fumi.record_change c WHERE c.record = mail_record.record AND c.field = 'deleted'
        ORDER BY c.number DESC LIMIT 1) IS NULL)));
CREATE POLICY added ON fumi.mail_record FOR INSERT TO {member} WITH CHECK (owner = session_user
  AND EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.active AND me.mail_integration));
CREATE POLICY withdrawn ON fumi.mail_record FOR DELETE TO {member} USING (owner = session_user
  AND EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.active AND me.mail_integration));

CREATE POLICY seen ON fumi.mail FOR SELECT TO {member} USING (
  EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.active AND me.mail_integration)
  AND (owner = session_user OR EXISTS (SELECT FROM fumi.mail_record r WHERE r.owner = mail.owner AND r.mail = mail.id)));
-- Mail of a private account is refused here too, whatever a program wants.
CREATE POLICY added ON fumi.mail FOR INSERT TO {member} WITH CHECK (owner = session_user
  AND EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.active AND me.mail_integration)
  AND EXISTS (SELECT FROM fumi.account a, fumi.policy p
    WHERE a.owner = mail.owner AND a.id = mail.account AND 'private' NOT IN (a.level, p.sharing)));
CREATE POLICY changed ON fumi.mail FOR UPDATE TO {member}
  USING (owner = session_user
    AND EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.active AND me.mail_integration))
  WITH CHECK (owner = session_user
    AND EXISTS (SELECT FROM fumi.account a, fumi.policy p
      WHERE a.owner = mail.owner AND a.id = mail.account AND 'private' NOT IN (a.level, p.sharing)));
CREATE POLICY withdrawn ON fumi.mail FOR DELETE TO {member} USING (owner = session_user
  AND EXISTS (SELECT FROM fumi.member me WHERE me.login = session_user AND me.active AND me.mail_integration));

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA fumi FROM PUBLIC;
GRANT USAGE ON SCHEMA fumi TO {member};
GRANT SELECT ON ALL TABLES IN SCHEMA fumi TO {member};
GRANT USAGE ON SEQUENCE fumi.change_number TO {member};
GRANT INSERT (record, kind, field, value, at, change_group) ON fumi.record_change TO {member};
GRANT INSERT, UPDATE, DELETE ON fumi.account, fumi.mail TO {member};
GRANT INSERT, DELETE ON fumi.mail_record, fumi.record_share TO {member};
GRANT UPDATE (last_contact) ON fumi.member TO {member};
GRANT INSERT ON fumi.member TO {admin};
GRANT UPDATE (name, role, mail_integration, locked, active, ends_on, ends_as) ON fumi.member TO {admin};
GRANT UPDATE (sharing) ON fumi.policy TO {admin};
GRANT INSERT, UPDATE, DELETE ON fumi.member_group, fumi.group_member TO {admin};
