-- The one account with this handle (with or without @; capitals do not matter) or of this name.
-- Refuses none or several: then ask audit.by_name and pass the id.
create or replace function audit.channel(handle text) returns uuid
language plpgsql stable parallel safe set search_path = '' as $$
declare
  found_ids uuid[] := array(
    select c.channel_id from crier.channel c
    where lower(ltrim(c.handle, '@')) = lower(ltrim(channel.handle, '@')) or lower(c.name) = lower(channel.handle));
begin
  if cardinality(found_ids) <> 1 then
    raise exception '% accounts are called so; ask audit.by_name', cardinality(found_ids)
      using errcode = 'no_data_found';
  end if;
  return found_ids[1];
end $$;

alter function audit.channel(text) owner to crier_owner;
revoke all on function audit.channel(text) from public;
grant execute on function audit.channel(text) to crier_auditor;
