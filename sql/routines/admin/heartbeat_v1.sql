-- admin.heartbeat_v1(owner, host, process, key_ids): this coordinator runs, and can open credentials under these keys.
-- Returns the key of the session lock that the caller takes and holds (owner_key).
create or replace function admin.heartbeat_v1(p_owner uuid, p_host text, p_process integer, p_key_ids text[])
  returns bigint
language plpgsql volatile set search_path = '' as $$
begin
  insert into crier.coordinator as c (owner, host, process, encryption_key_ids)
  values (p_owner, p_host, p_process, p_key_ids)
  on conflict (owner) do update set seen_at = clock_timestamp(), encryption_key_ids = excluded.encryption_key_ids;
  return admin.owner_key(p_owner);
end $$;

alter function admin.heartbeat_v1(uuid, text, integer, text[]) owner to crier_owner;
revoke all on function admin.heartbeat_v1(uuid, text, integer, text[]) from public;
grant execute on function admin.heartbeat_v1(uuid, text, integer, text[]) to crier_coordinator;
