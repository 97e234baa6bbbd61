-- The logins of regions may execute sync.* and nothing else of ours: no table, no sequence, no other schema, no
-- temporary table, no large object, no advisory lock, no language. What every login may see of the catalogue is not
-- judged here; roles have opaque names for that reason.
select c.oid::regclass::text as untidy, 'crier_agent has a right on it' as why
from pg_class c
where c.relnamespace in (select oid from pg_namespace where nspname in ('crier', 'sync', 'admin', 'audit', 'public'))
  and case
    when c.relkind in ('r', 'v', 'p', 'm', 'f') then
      has_table_privilege('crier_agent', c.oid, 'select,insert,update,delete,truncate,references,trigger')
      or has_any_column_privilege('crier_agent', c.oid, 'select,insert,update,references')
    when c.relkind = 'S' then has_sequence_privilege('crier_agent', c.oid, 'usage,select,update')
    else false end
union all
select p.oid::regprocedure::text, 'crier_agent may execute it'
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where has_function_privilege('crier_agent', p.oid, 'execute')
  and (n.nspname in ('crier', 'admin', 'audit')
    or n.nspname = 'sync' and not p.prosecdef
    or n.nspname = 'pg_catalog' and (p.proname ~ 'advisory.*lock|^lo_' or p.proname in ('loread', 'lowrite')))
union all
select n.nspname, 'crier_agent may enter or create'
from pg_namespace n
where n.nspname in ('crier', 'admin', 'audit', 'public') and has_schema_privilege('crier_agent', n.oid, 'usage')
  or has_schema_privilege('crier_agent', n.oid, 'create')
union all
select d.datname, 'crier_agent may create or use temporary tables'
from pg_database d
where d.datname = current_database() and has_database_privilege('crier_agent', d.oid, 'create,temporary')
union all
select l.lanname, 'crier_agent may write code blocks'
from pg_language l
where l.lanpltrusted and has_language_privilege('crier_agent', l.oid, 'usage');
