-- Views see what their reader may see; nothing of ours is a materialized view or a foreign table, which know no rules.
select c.oid::regclass as untidy,
  case c.relkind when 'v' then 'not security_invoker' else 'knows no row-level rules' end as why
from pg_class c
where c.relnamespace in (select oid from pg_namespace where nspname in ('crier', 'sync', 'admin', 'audit'))
  and (c.relkind in ('m', 'f')
    or c.relkind = 'v' and not coalesce(c.reloptions, '{}') && '{security_invoker=true,security_invoker=on}');
