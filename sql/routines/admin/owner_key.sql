-- admin.owner_key(owner): the key of the session lock by which a running coordinator shows that it lives.
-- The coordinator takes pg_advisory_lock(owner_key) on its renewal connection and holds it until it ends.
create or replace function admin.owner_key(p_owner uuid) returns bigint
language plpgsql immutable set search_path = '' as $$
begin
  return ('x' || substr(encode(sha256(convert_to('coordinator:' || p_owner::text, 'UTF8')), 'hex'), 1,
    16))::bit(64)::bigint;
end $$;

alter function admin.owner_key(uuid) owner to crier_owner;
revoke all on function admin.owner_key(uuid) from public;
grant execute on function admin.owner_key(uuid) to crier_coordinator;
