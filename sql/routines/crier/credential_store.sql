-- Stores what a platform asks for, encrypted to the coordinator, beside what is in use; returns its SHA-256. It comes
-- into use when a ruled act names it, and then what is older goes. Shared by sync.credential_put_v1 and
-- admin.credential_put_v1; runs as its caller.
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
  insert into crier.credential (region_id, channel_id, key_id, sealed, sha256)
  values (region, channel, key_id, sealed, digest)
  on conflict do nothing; -- without naming a key: reading one needs a right that a region does not have
  return digest;
end $$;

alter function crier.credential_store(uuid, uuid, text, bytea) owner to crier_owner;
revoke all on function crier.credential_store(uuid, uuid, text, bytea) from public;
grant execute on function crier.credential_store(uuid, uuid, text, bytea) to crier_coordinator, crier_sync;
