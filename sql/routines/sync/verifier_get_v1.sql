-- {verifier, sealed_key, public_key, state, name, code_pending}. CR002. CR003. CR006: not a member of mine.
create or replace function sync.verifier_get_v1(member uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  mine uuid := sync.mine();
begin
  return crier.verifier_read(mine, member);
end $$;

alter function sync.verifier_get_v1(uuid) owner to crier_sync;
revoke all on function sync.verifier_get_v1(uuid) from public;
grant execute on function sync.verifier_get_v1(uuid) to crier_agent;
