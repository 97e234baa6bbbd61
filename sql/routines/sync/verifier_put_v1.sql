-- Trades a member's one-time code for verifier, encrypted private key and public key. False: the code is wrong; the
-- fifth time closes it (it commits, so do not roll back; a code has 80 random bits or more besides).
-- CR002. CR003. CR006: not a member of mine. CR008: no code stands, or it has expired or is closed. CR009: malformed.
create or replace function sync.verifier_put_v1(
  member uuid, code_sha256 bytea, verifier bytea, sealed_key bytea, public_key bytea) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  mine uuid := sync.mine();
begin
  return crier.verifier_trade(mine, member, code_sha256, verifier, sealed_key, public_key);
end $$;

alter function sync.verifier_put_v1(uuid, bytea, bytea, bytea, bytea) owner to crier_sync;
revoke all on function sync.verifier_put_v1(uuid, bytea, bytea, bytea, bytea) from public;
grant execute on function sync.verifier_put_v1(uuid, bytea, bytea, bytea, bytea) to crier_agent;
