-- My region and those below it.
create or replace function sync.readable() returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
declare
  mine uuid := sync.me();
begin
  return array(select mine union all select f.region_id from crier.fan_out f where f.ancestor_id = mine);
end $$;

alter function sync.readable() owner to crier_sync;
revoke all on function sync.readable() from public;
grant execute on function sync.readable() to crier_agent;
