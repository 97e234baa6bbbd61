-- What a member is called; null for an unknown one.
create or replace function audit.member_name(member uuid) returns text
language plpgsql stable parallel safe set search_path = '' as $$
begin
  return (select m.name from crier.member m where m.member_id = member);
end $$;

alter function audit.member_name(uuid) owner to crier_owner;
revoke all on function audit.member_name(uuid) from public;
grant execute on function audit.member_name(uuid) to crier_auditor;
