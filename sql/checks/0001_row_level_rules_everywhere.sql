-- Every table of ours is bound by row-level rules, its owner included, and has at least one rule.
select c.oid::regclass as untidy, 'no row-level rules in force for everybody' as why
from pg_class c
where c.relnamespace in (select oid from pg_namespace where nspname in ('crier', 'sync', 'admin', 'audit'))
  and c.relkind in ('r', 'p')
  and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))
order by 1;
