-- Stores an encrypted credential of a channel of mine, in use once an act names its SHA-256, which is returned. Nothing
-- here reads one back.
-- CR002. CR003. CR006: not a channel of mine. CR009: malformed, or too many of its channel wait for their act.
create or replace function sync.credential_put_v1(channel uuid, key_id text, sealed bytea) returns bytea
language plpgsql volatile security definer set search_path = '' as $$
declare
  most_waiting constant integer := 8;
  mine uuid := sync.mine();
begin
  if (select count(*) from crier.credential c
    where c.region_id = mine and c.channel_id = credential_put_v1.channel) > most_waiting
  then
    raise exception 'too many credentials of this channel wait for an act' using errcode = 'CR009';
  end if;
  return crier.credential_store(mine, channel, key_id, sealed);
end $$;

alter function sync.credential_put_v1(uuid, text, bytea) owner to crier_sync;
revoke all on function sync.credential_put_v1(uuid, text, bytea) from public;
grant execute on function sync.credential_put_v1(uuid, text, bytea) to crier_agent;
