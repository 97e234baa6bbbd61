-- As sync.verifier_get_v1, for members of the centre. CR006: not one of them.
create or replace function admin.verifier_get_v1(member uuid) returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  return crier.verifier_read(admin.root(), member);
end $$;

alter function admin.verifier_get_v1(uuid) owner to crier_owner;
revoke all on function admin.verifier_get_v1(uuid) from public;
grant execute on function admin.verifier_get_v1(uuid) to crier_coordinator;
