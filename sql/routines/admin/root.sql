-- The centre: the one region that has none above it; null before init.
create or replace function admin.root() returns uuid
language plpgsql stable set search_path = '' as $$
begin
  return (select r.region_id from crier.region r where r.parent_id is null);
end $$;

alter function admin.root() owner to crier_owner;
revoke all on function admin.root() from public;
grant execute on function admin.root() to crier_coordinator;
