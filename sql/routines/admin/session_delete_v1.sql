-- Ends one session; says whether there was one.
create or replace function admin.session_delete_v1(token_sha256 bytea) returns boolean
language plpgsql volatile set search_path = '' as $$
begin
  delete from crier.session s where s.token_sha256 = session_delete_v1.token_sha256;
  return found;
end $$;

alter function admin.session_delete_v1(bytea) owner to crier_owner;
revoke all on function admin.session_delete_v1(bytea) from public;
grant execute on function admin.session_delete_v1(bytea) to crier_coordinator;
