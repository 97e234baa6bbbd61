-- admin.owner_gone(owner): whether the session of that coordinator has ended. True for no owner.
-- A stopped process whose session still stands is not gone: it may yet wake and speak.
create or replace function admin.owner_gone(p_owner uuid) returns boolean
language plpgsql volatile set search_path = '' as $$
declare
  key bigint := admin.owner_key(p_owner);
begin
  return p_owner is null or not exists (
    select from pg_catalog.pg_locks l
    where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
      and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
      and (l.classid::bigint << 32 | l.objid::bigint) = key);
end $$;

alter function admin.owner_gone(uuid) owner to crier_owner;
revoke all on function admin.owner_gone(uuid) from public;
grant execute on function admin.owner_gone(uuid) to crier_coordinator;
