-- Stores what a platform asks for, encrypted to the coordinator, in place of what was there; returns its SHA-256, by
-- which an act names it. Shared by sync.credential_put_v1 and admin.credential_put_v1; runs as its caller.
-- CR006: no such channel of that region, or removed. CR009: malformed.
create or replace function crier.credential_store(region uuid, channel uuid, key_id text, sealed bytea) returns bytea
language plpgsql volatile set search_path = '' as $$
declare
  digest bytea := sha256(sealed);
begin
  if key_id is null or char_length(key_id) not between 1 and 200
    or coalesce(octet_length(sealed), 0) not between 1 and 65536
  then
    raise exception 'a credential has a key id and 1 to 65536 bytes' using errcode = 'CR009';
  end if;
  perform from crier.channel c
  where c.region_id = region and c.channel_id = channel and c.state <> 'removed';
  if not found then
    raise exception 'no such channel' using errcode = 'CR006';
  end if;
  insert into crier.credential as c (region_id, channel_id, key_id, sealed, sha256, stored_at)
  values (region, channel, credential_store.key_id, credential_store.sealed, digest, clock_timestamp())
  on conflict (region_id, channel_id) do update
    -- Not by excluded.…: reading that needs a right to read the columns, which a region does not have.
    set key_id = credential_store.key_id, sealed = credential_store.sealed, sha256 = digest,
      stored_at = clock_timestamp();
  return digest;
end $$;

alter function crier.credential_store(uuid, uuid, text, bytea) owner to crier_owner;
revoke all on function crier.credential_store(uuid, uuid, text, bytea) from public;
grant execute on function crier.credential_store(uuid, uuid, text, bytea) to crier_coordinator, crier_sync;
