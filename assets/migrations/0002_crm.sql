-- Customers. A deleted record keeps its row with the time of its deletion; `change` rows restore it.

CREATE TABLE company (
  key INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  owner INTEGER NOT NULL DEFAULT 1 REFERENCES member (key),
  name TEXT NOT NULL DEFAULT '',
  normalized TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  fax TEXT NOT NULL DEFAULT '',
  website TEXT NOT NULL DEFAULT '',
  industry TEXT NOT NULL DEFAULT '',
  account_type TEXT NOT NULL DEFAULT '',
  parent INTEGER REFERENCES company (key),
  employees INTEGER,
  country TEXT NOT NULL DEFAULT '',
  postal_code TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT '',
  city TEXT NOT NULL DEFAULT '',
  street TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX company_by_name ON company (normalized);

CREATE TABLE company_domain (
  key INTEGER PRIMARY KEY,
  company INTEGER NOT NULL REFERENCES company (key),
  domain TEXT NOT NULL
) STRICT;

CREATE INDEX company_domain_by_domain ON company_domain (domain);
CREATE INDEX company_domain_by_company ON company_domain (company);

-- Lead, contact and temp are one row whose kind changes, so that nothing moves at conversion.
-- `company_name` is a lead's and temp's company as text, `company` a contact's as a record.
CREATE TABLE person (
  key INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  owner INTEGER NOT NULL DEFAULT 1 REFERENCES member (key),
  kind TEXT NOT NULL CHECK (kind IN ('lead', 'contact', 'temp')),
  last_name TEXT NOT NULL DEFAULT '',
  first_name TEXT NOT NULL DEFAULT '',
  last_name_kana TEXT NOT NULL DEFAULT '',
  first_name_kana TEXT NOT NULL DEFAULT '',
  salutation TEXT NOT NULL DEFAULT '',
  company_name TEXT NOT NULL DEFAULT '',
  company INTEGER REFERENCES company (key),
  title TEXT NOT NULL DEFAULT '',
  department TEXT NOT NULL DEFAULT '',
  website TEXT NOT NULL DEFAULT '',
  lead_status TEXT NOT NULL DEFAULT '',
  lead_source TEXT NOT NULL DEFAULT '',
  rating TEXT NOT NULL DEFAULT '',
  industry TEXT NOT NULL DEFAULT '',
  annual_revenue INTEGER,
  currency TEXT NOT NULL DEFAULT '',
  employees INTEGER,
  country TEXT NOT NULL DEFAULT '',
  postal_code TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT '',
  city TEXT NOT NULL DEFAULT '',
  street TEXT NOT NULL DEFAULT '',
  email_opt_out INTEGER NOT NULL DEFAULT 0,
  share_emails INTEGER NOT NULL DEFAULT 0,
  description TEXT NOT NULL DEFAULT '',
  converted_at INTEGER NOT NULL DEFAULT 0,
  merged_into INTEGER REFERENCES person (key),
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX person_by_company ON person (company) WHERE company IS NOT NULL;

-- `position` 0 is the primary address.
CREATE TABLE person_address (
  key INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person (key),
  position INTEGER NOT NULL DEFAULT 0,
  address TEXT NOT NULL,
  normalized TEXT NOT NULL
) STRICT;

CREATE INDEX person_address_by_address ON person_address (normalized);
CREATE INDEX person_address_by_person ON person_address (person);

-- As written, and in E.164 where the digits make a number of some country.
CREATE TABLE person_phone (
  key INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person (key),
  kind TEXT NOT NULL CHECK (kind IN ('phone', 'mobile', 'fax')),
  position INTEGER NOT NULL DEFAULT 0,
  original TEXT NOT NULL,
  e164 TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX person_phone_by_person ON person_phone (person);
CREATE INDEX person_phone_by_number ON person_phone (e164) WHERE e164 <> '';

-- Amounts are in minor units of the currency. `probability` is the deal's own where it differs from its stage's.
CREATE TABLE deal (
  key INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  owner INTEGER NOT NULL DEFAULT 1 REFERENCES member (key),
  deal_name TEXT NOT NULL DEFAULT '',
  contact INTEGER NOT NULL REFERENCES person (key),
  company INTEGER REFERENCES company (key),
  amount INTEGER,
  currency TEXT NOT NULL DEFAULT '',
  closing_date TEXT NOT NULL DEFAULT '',
  stage TEXT NOT NULL DEFAULT '',
  probability INTEGER,
  type TEXT NOT NULL DEFAULT '',
  lead_source TEXT NOT NULL DEFAULT '',
  next_step TEXT NOT NULL DEFAULT '',
  lost_reason TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX deal_by_contact ON deal (contact);
CREATE INDEX deal_by_company ON deal (company) WHERE company IS NOT NULL;

CREATE TABLE deal_stage_history (
  key INTEGER PRIMARY KEY,
  deal INTEGER NOT NULL REFERENCES deal (key),
  stage TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX deal_stage_history_by_deal ON deal_stage_history (deal);

CREATE TABLE activity (
  key INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  owner INTEGER NOT NULL DEFAULT 1 REFERENCES member (key),
  kind TEXT NOT NULL CHECK (kind IN ('task', 'event', 'call')),
  subject TEXT NOT NULL DEFAULT '',
  due_date TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT '',
  priority TEXT NOT NULL DEFAULT '',
  starts_at INTEGER,
  ends_at INTEGER,
  all_day INTEGER NOT NULL DEFAULT 0,
  location TEXT NOT NULL DEFAULT '',
  participants TEXT NOT NULL DEFAULT '',
  call_type TEXT NOT NULL DEFAULT '',
  call_purpose TEXT NOT NULL DEFAULT '',
  duration INTEGER,
  call_result TEXT NOT NULL DEFAULT '',
  reminder INTEGER,
  description TEXT NOT NULL DEFAULT '',
  person INTEGER REFERENCES person (key),
  company INTEGER REFERENCES company (key),
  deal INTEGER REFERENCES deal (key),
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX activity_by_person ON activity (person) WHERE person IS NOT NULL;
CREATE INDEX activity_by_company ON activity (company) WHERE company IS NOT NULL;
CREATE INDEX activity_by_deal ON activity (deal) WHERE deal IS NOT NULL;

CREATE TABLE note (
  key INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  owner INTEGER NOT NULL DEFAULT 1 REFERENCES member (key),
  title TEXT NOT NULL DEFAULT '',
  content TEXT NOT NULL DEFAULT '',
  person INTEGER REFERENCES person (key),
  company INTEGER REFERENCES company (key),
  deal INTEGER REFERENCES deal (key),
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX note_by_person ON note (person) WHERE person IS NOT NULL;
CREATE INDEX note_by_company ON note (company) WHERE company IS NOT NULL;
CREATE INDEX note_by_deal ON note (deal) WHERE deal IS NOT NULL;

-- Only what somebody or a rule decided; that a mail has a person's address is computed. `record` 0 with `unlinked` means: belongs to nobody.
CREATE TABLE link (
  key INTEGER PRIMARY KEY,
  message INTEGER NOT NULL,
  subject TEXT NOT NULL DEFAULT '',
  record INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL CHECK (reason IN ('manual', 'made_from', 'thread', 'domain', 'rule', 'unlinked')),
  confidence INTEGER NOT NULL DEFAULT 100,
  member INTEGER NOT NULL DEFAULT 1,
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX link_by_message ON link (message);
CREATE INDEX link_by_record ON link (subject, record);
