-- The one member of this name. Refuses none or several.
create or replace function audit.member(name text) returns uuid
language plpgsql stable parallel safe set search_path = '' as $$
declare
  found_ids uuid[] := array(select m.member_id from crier.member m where lower(m.name) = lower(member.name));
begin
  if cardinality(found_ids) <> 1 then
    raise exception '% members are called so; ask audit.by_name', cardinality(found_ids)
      using errcode = 'no_data_found';
  end if;
  return found_ids[1];
end $$;

alter function audit.member(text) owner to crier_owner;
revoke all on function audit.member(text) from public;
grant execute on function audit.member(text) to crier_auditor;
