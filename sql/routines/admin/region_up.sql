-- admin.region_up(region) returns the region and those above it, nearest first. Empty when it is not there.
create or replace function admin.region_up(p_region uuid) returns uuid[]
language plpgsql stable set search_path = '' as $$
declare
  path uuid[] := '{}';
  here uuid := p_region;
  above uuid;
begin
  while here is not null and here <> all (path) loop
    select r.parent_id into above from crier.region r where r.region_id = here;
    exit when not found;
    path := path || here;
    here := above;
  end loop;
  return path;
end $$;

alter function admin.region_up(uuid) owner to crier_owner;
revoke all on function admin.region_up(uuid) from public;
grant execute on function admin.region_up(uuid) to crier_coordinator;
