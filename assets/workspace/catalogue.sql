-- What makes a workspace unsafe, one row each: a word and the name of what is wrong. An empty answer is the only good one.
WITH ns AS (
  SELECT n.oid, n.nspowner, n.nspacl, 'fumi_member_' || replace(w.id::text, '-', '') AS member, 'fumi_admin_' || replace(w.id::text, '-', '') AS admin
  FROM pg_catalog.pg_namespace n, fumi.workspace w WHERE n.nspname = 'fumi'
), rel AS (
  SELECT c.* FROM pg_catalog.pg_class c, ns WHERE c.relnamespace = ns.oid
), granted AS (
  SELECT rel.relname::text AS name, a.grantee, a.privilege_type, '' AS col
  FROM rel, pg_catalog.aclexplode(coalesce(rel.relacl, pg_catalog.acldefault((CASE rel.relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char", rel.relowner))) a
  WHERE rel.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND a.grantee <> rel.relowner
  UNION ALL
  SELECT rel.relname::text, a.grantee, a.privilege_type, t.attname::text
  FROM rel JOIN pg_catalog.pg_attribute t ON t.attrelid = rel.oid, pg_catalog.aclexplode(t.attacl) a
  WHERE t.attacl IS NOT NULL AND a.grantee <> rel.relowner
), written (name, role, privileges) AS (VALUES
  ('workspace', 'm', '{SELECT}'::text[]), ('member', 'm', '{SELECT}'), ('policy', 'm', '{SELECT}'), ('member_group', 'm', '{SELECT}'),
  ('group_member', 'm', '{SELECT}'), ('record_change', 'm', '{SELECT}'), ('record_field', 'm', '{SELECT}'), ('account', 'm', '{SELECT,INSERT,UPDATE,DELETE}'),
  ('mail', 'm', '{SELECT,INSERT,UPDATE,DELETE}'), ('mail_record', 'm', '{SELECT,INSERT,DELETE}'), ('record_share', 'm', '{SELECT,INSERT,DELETE}'),
  ('change_number', 'm', '{USAGE}'), ('member', 'a', '{INSERT}'), ('member_group', 'a', '{INSERT,UPDATE,DELETE}'),
  ('group_member', 'a', '{INSERT,UPDATE,DELETE}')
), written_column (name, role, privilege, columns) AS (VALUES
  ('record_change', 'm', 'INSERT', '{record,kind,field,value,at,change_group}'::text[]), ('member', 'm', 'UPDATE', '{last_contact}'),
  ('member', 'a', 'UPDATE', '{name,role,mail_integration,locked,active,ends_on,ends_as}'), ('policy', 'a', 'UPDATE', '{sharing}')
), rules (name, policy, command, role) AS (VALUES
  ('workspace', 'seen', 'r', 'm'), ('member', 'seen', 'r', 'm'), ('policy', 'seen', 'r', 'm'), ('member_group', 'seen', 'r', 'm'),
  ('group_member', 'seen', 'r', 'm'), ('member', 'own_contact', 'w', 'm'), ('member', 'administered', 'w', 'a'), ('member', 'added', 'a', 'a'),
  ('policy', 'administered', 'w', 'a'), ('member_group', 'administered', '*', 'a'), ('group_member', 'administered', '*', 'a'),
  ('record_change', 'seen', 'r', 'm'), ('record_change', 'added', 'a', 'm'),
  ('account', 'seen', 'r', 'm'), ('account', 'added', 'a', 'm'), ('account', 'changed', 'w', 'm'), ('account', 'withdrawn', 'd', 'm'),
  ('record_share', 'seen', 'r', 'm'), ('record_share', 'added', 'a', 'm'), ('record_share', 'withdrawn', 'd', 'm'),
  ('mail_record', 'seen', 'r', 'm'), ('mail_record', 'added', 'a', 'm'), ('mail_record', 'withdrawn', 'd', 'm'),
  ('mail', 'seen', 'r', 'm'), ('mail', 'added', 'a', 'm'), ('mail', 'changed', 'w', 'm'), ('mail', 'withdrawn', 'd', 'm')
), policies AS (
  SELECT rel.relname::text AS name, p.* FROM pg_catalog.pg_policy p JOIN rel ON rel.oid = p.polrelid
)
SELECT 'row_security' AS what, relname::text AS name FROM rel WHERE relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)
UNION ALL
SELECT 'view', relname::text FROM rel WHERE relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)
UNION ALL
SELECT 'materialized_view', relname::text FROM rel WHERE relkind = 'm'
UNION ALL
SELECT 'foreign_table', relname::text FROM rel WHERE relkind = 'f'
UNION ALL
-- Views of other schemas that read these tables with the rights of their owner, and copies of what they read.
SELECT DISTINCT 'view', s.nspname || '.' || v.relname FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
  JOIN pg_catalog.pg_class v ON v.oid = r.ev_class JOIN pg_catalog.pg_namespace s ON s.oid = v.relnamespace, ns
  WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid IN (SELECT oid FROM rel) AND v.relnamespace <> ns.oid
    AND (v.relkind = 'm' OR NOT coalesce('security_invoker=true' = ANY (v.reloptions), false))
UNION ALL
SELECT 'rule', r.rulename || ' ' || rel.relname FROM pg_catalog.pg_rewrite r JOIN rel ON rel.oid = r.ev_class WHERE r.rulename <> '_RETURN'
UNION ALL
SELECT 'inherited', rel.relname::text FROM pg_catalog.pg_inherits i JOIN rel ON rel.oid IN (i.inhparent, i.inhrelid)
UNION ALL
SELECT 'function', p.proname::text FROM pg_catalog.pg_proc p, ns
  WHERE (p.pronamespace = ns.oid AND (p.prosecdef OR p.proname NOT IN ('order_changes', 'number_change', 'tell_changes')))
    OR (p.prosecdef AND p.proowner = ns.nspowner)
UNION ALL
SELECT DISTINCT 'owner', r.rolname::text FROM pg_catalog.pg_roles r, ns
  WHERE (r.oid = ns.nspowner OR r.oid IN (SELECT relowner FROM rel) OR r.oid IN (SELECT p.proowner FROM pg_catalog.pg_proc p WHERE p.pronamespace = ns.oid))
    AND (r.oid <> ns.nspowner OR r.rolcanlogin OR r.rolsuper OR r.rolbypassrls)
UNION ALL
SELECT 'grant', g.privilege_type || ' ' || g.name FROM granted g CROSS JOIN ns LEFT JOIN pg_catalog.pg_roles r ON r.oid = g.grantee
  WHERE NOT coalesce(CASE WHEN g.col = ''
    THEN EXISTS (SELECT FROM written w WHERE w.name = g.name AND g.privilege_type = ANY (w.privileges) AND r.rolname = CASE w.role WHEN 'm' THEN ns.member ELSE ns.admin END)
    ELSE EXISTS (SELECT FROM written_column w WHERE w.name = g.name AND g.privilege_type = w.privilege AND g.col = ANY (w.columns)
      AND r.rolname = CASE w.role WHEN 'm' THEN ns.member ELSE ns.admin END) END, false)
UNION ALL
SELECT 'grant', a.privilege_type || ' schema' FROM ns CROSS JOIN pg_catalog.aclexplode(ns.nspacl) a LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
  WHERE a.grantee <> ns.nspowner AND NOT (a.privilege_type = 'USAGE' AND coalesce(r.rolname = ns.member, false))
UNION ALL
SELECT 'policy', p.polname || ' ' || p.name FROM policies p, ns
  WHERE NOT EXISTS (SELECT FROM rules r WHERE r.name = p.name AND r.policy = p.polname AND r.command = p.polcmd::text AND p.polpermissive
    AND p.polroles = ARRAY[(SELECT oid FROM pg_catalog.pg_roles WHERE rolname = CASE r.role WHEN 'm' THEN ns.member ELSE ns.admin END)])
UNION ALL
SELECT 'policy', r.policy || ' ' || r.name FROM rules r WHERE NOT EXISTS (SELECT FROM policies p WHERE p.name = r.name AND p.polname = r.policy)
UNION ALL
-- Every rule but those of what all members know asks who is here.
SELECT 'policy', p.polname || ' ' || p.name FROM policies p
  WHERE NOT (p.polcmd = 'r' AND p.name IN ('workspace', 'member', 'policy', 'member_group', 'group_member'))
    AND strpos(upper(coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), '') || coalesce(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), '')), 'SESSION_USER') = 0
UNION ALL
SELECT 'trigger', t.name FROM (VALUES ('order_changes'), ('number_change'), ('tell_changes')) t (name)
  WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_trigger g JOIN rel ON rel.oid = g.tgrelid WHERE rel.relname = 'record_change' AND g.tgname = t.name AND g.tgenabled IN ('O', 'A'))
UNION ALL
SELECT 'trigger', g.tgname::text FROM pg_catalog.pg_trigger g JOIN rel ON rel.oid = g.tgrelid
  WHERE NOT g.tgisinternal AND NOT (rel.relname = 'record_change' AND g.tgname IN ('order_changes', 'number_change', 'tell_changes'))
UNION ALL
-- Replication passes row-level security by.
SELECT 'publication', p.pubname::text FROM pg_catalog.pg_publication p WHERE p.puballtables
  OR EXISTS (SELECT FROM pg_catalog.pg_publication_rel r WHERE r.prpubid = p.oid AND r.prrelid IN (SELECT oid FROM rel))
  OR EXISTS (SELECT FROM pg_catalog.pg_publication_namespace s, ns WHERE s.pnpubid = p.oid AND s.pnnspid = ns.oid)
LIMIT 20
