-- The one office of this name, today's or an earlier one. Refuses none or several.
create or replace function audit.region(name text) returns uuid
language plpgsql stable parallel safe set search_path = '' as $$
declare
  found_ids uuid[] := array(
    select r.region_id from crier.region r where lower(r.name) = lower(region.name)
    union
    select n.region_id from crier.region_name n where lower(n.name) = lower(region.name));
begin
  if cardinality(found_ids) <> 1 then
    raise exception '% offices are called so; ask audit.by_name', cardinality(found_ids)
      using errcode = 'no_data_found';
  end if;
  return found_ids[1];
end $$;

alter function audit.region(text) owner to crier_owner;
revoke all on function audit.region(text) from public;
grant execute on function audit.region(text) to crier_auditor;
