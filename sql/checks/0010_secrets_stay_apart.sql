-- Credentials, pairs of tokens, verifiers and sessions are read by no auditor, DBA or view, and by regions only as far
-- as theirs.
select t.name::text as untidy, r.name || ' may read it' as why
from unnest('{crier.credential,crier.platform_session,crier.verifier,crier.session}'::regclass[]) t (name)
cross join unnest('{crier_auditor,crier_dba,crier_audit_writer,crier_agent}'::text[]) r (name)
where has_any_column_privilege(r.name, t.name, 'select')
union all
select d.refobjid::regclass::text, 'is read by ' || w.ev_class::regclass
from pg_depend d join pg_rewrite w on d.classid = 'pg_rewrite'::regclass and w.oid = d.objid
where d.refclassid = 'pg_class'::regclass
  and d.refobjid = any ('{crier.credential,crier.platform_session,crier.verifier,crier.session}'::regclass[])
union all
select 'crier.credential', 'crier_sync may read ' || c.name
from unnest('{sealed,sha256,key_id}'::text[]) c (name)
where has_column_privilege('crier_sync', 'crier.credential', c.name, 'select');
