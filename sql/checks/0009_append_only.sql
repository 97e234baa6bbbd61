-- What is append-only has its guard, and nobody has a right to change it; nobody but owners may truncate anything.
select t.name::text as untidy, 'has no guard append_only' as why
from unnest('{crier.activity,crier.ruling,crier.attempt,crier.revision,crier.approval,crier.event}'::regclass[])
  t (name)
where not exists (
  select from pg_trigger g where g.tgrelid = t.name and g.tgname = 'append_only' and g.tgenabled in ('O', 'A'))
union all
select c.oid::regclass::text, a.grantee::regrole || ' may ' || lower(a.privilege_type)
from pg_class c cross join lateral aclexplode(c.relacl) a
where c.relnamespace = 'crier'::regnamespace and a.grantee <> c.relowner
  and (a.privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER')
    or a.privilege_type in ('UPDATE', 'DELETE')
      and exists (select from pg_trigger g where g.tgrelid = c.oid and g.tgname = 'append_only')
    or a.privilege_type in ('INSERT', 'UPDATE', 'DELETE') and a.grantee <> 'crier_audit_writer'::regrole
      and c.oid in ('crier.event'::regclass, 'crier.event_value'::regclass)
      and (a.grantee, a.privilege_type) <> ('crier_migrator'::regrole, 'INSERT'));
