-- Stores an encrypted credential of a channel of mine, in use once an act names its SHA-256, which is returned. Nothing
-- here reads one back.
-- CR002. CR003. CR006: not a channel of mine. CR009: malformed.
create or replace function sync.credential_put_v1(channel uuid, key_id text, sealed bytea) returns bytea
language plpgsql volatile security definer set search_path = '' as $$
declare
  mine uuid := sync.mine();
begin
  return crier.credential_store(mine, channel, key_id, sealed);
end $$;

alter function sync.credential_put_v1(uuid, text, bytea) owner to crier_sync;
revoke all on function sync.credential_put_v1(uuid, text, bytea) from public;
grant execute on function sync.credential_put_v1(uuid, text, bytea) to crier_agent;
