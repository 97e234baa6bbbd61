-- What an office was called at a moment; before its first name, what it is called today.
create or replace function audit.office_name(region uuid, moment timestamptz default now()) returns text
language plpgsql stable parallel safe set search_path = '' as $$
begin
  return coalesce(
    (select n.name from crier.region_name n where n.region_id = region and n.from_at <= moment
      order by n.from_at desc limit 1),
    (select r.name from crier.region r where r.region_id = region));
end $$;

alter function audit.office_name(uuid, timestamptz) owner to crier_owner;
revoke all on function audit.office_name(uuid, timestamptz) from public;
grant execute on function audit.office_name(uuid, timestamptz) to crier_auditor, crier_dba;
