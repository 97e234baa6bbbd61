-- Where a table has an owner region it is not null and comes first in the primary key, in every unique key that could
-- tell of another region's rows, and in foreign keys to owned tables. Left out: ids that are random by themselves
-- (…_id_once), machinery that is one for all, and the tables named below with their reason.
with owned as (
  select a.attrelid, a.attnum, a.attnotnull
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  where c.relnamespace = 'crier'::regnamespace and c.relkind in ('r', 'p') and a.attname = 'region_id' and a.attnum > 0
    and c.relname not in (
      'session',       -- key is the hash of a random token
      'event', 'event_value') -- key is the order of the log
)
select o.attrelid::regclass as untidy, 'region_id may be null' as why from owned o where not o.attnotnull
union all
select o.attrelid::regclass, 'primary key does not begin with region_id'
from owned o
where not exists (
  select from pg_index i where i.indrelid = o.attrelid and i.indisprimary and i.indkey[0] = o.attnum)
union all
select o.attrelid::regclass, 'unique key ' || i.indexrelid::regclass || ' does not begin with region_id'
from owned o join pg_index i on i.indrelid = o.attrelid and i.indisunique
where i.indkey[0] <> o.attnum and i.indexrelid::regclass::text !~ '_(id|no)_once$|\.(login_once|region_one_root)$'
union all
select k.conrelid::regclass, 'foreign key ' || k.conname || ' does not begin with the owner'
from pg_constraint k join owned o on o.attrelid = k.confrelid
where k.contype = 'f' and k.confkey[1] <> o.attnum;
