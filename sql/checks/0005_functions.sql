-- Functions: nobody's until granted; a fixed search path; what runs with its owner's rights belongs to a role that
-- owns no table, is no superuser and passes no row-level rule by.
with ours as (
  select p.oid, p.proowner, p.prosecdef, p.prokind, p.proacl, p.prolang, coalesce(p.proconfig, '{}') as config,
    p.prosqlbody is not null as parsed
  from pg_proc p
  where p.pronamespace in (select oid from pg_namespace where nspname in ('crier', 'sync', 'admin', 'audit'))
)
select o.oid::regprocedure as untidy, 'executable by PUBLIC' as why
from ours o
where o.proacl is null or exists (select from aclexplode(o.proacl) a where a.grantee = 0)
union all
select o.oid::regprocedure, 'search path is not fixed to nothing'
from ours o
where not o.config && array['search_path=""'] and not (o.parsed and not o.prosecdef)
union all
select o.oid::regprocedure, 'runs with the rights of ' || r.rolname
from ours o join pg_roles r on r.oid = o.proowner
where o.prosecdef and (r.rolsuper or r.rolbypassrls or r.rolcanlogin
  or exists (select from pg_class c where c.relowner = r.oid and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')));
