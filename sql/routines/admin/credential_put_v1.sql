-- Stores the encrypted credential of any region's channel, entered at the centre; returns its SHA-256.
-- CR006: no such channel. CR009: malformed.
create or replace function admin.credential_put_v1(region uuid, channel uuid, key_id text, sealed bytea) returns bytea
language plpgsql volatile set search_path = '' as $$
begin
  return crier.credential_store(region, channel, key_id, sealed);
end $$;

alter function admin.credential_put_v1(uuid, uuid, text, bytea) owner to crier_owner;
revoke all on function admin.credential_put_v1(uuid, uuid, text, bytea) from public;
grant execute on function admin.credential_put_v1(uuid, uuid, text, bytea) to crier_coordinator;
