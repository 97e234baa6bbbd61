-- As sync.verifier_put_v1, for members of the centre.
create or replace function admin.verifier_put_v1(
  member uuid, code_sha256 bytea, verifier bytea, sealed_key bytea, public_key bytea) returns boolean
language plpgsql volatile set search_path = '' as $$
begin
  return crier.verifier_trade(admin.root(), member, code_sha256, verifier, sealed_key, public_key);
end $$;

alter function admin.verifier_put_v1(uuid, bytea, bytea, bytea, bytea) owner to crier_owner;
revoke all on function admin.verifier_put_v1(uuid, bytea, bytea, bytea, bytea) from public;
grant execute on function admin.verifier_put_v1(uuid, bytea, bytea, bytea, bytea) to crier_coordinator;
