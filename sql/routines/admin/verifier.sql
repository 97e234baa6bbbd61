-- Verifiers of the centre's own members, and new one-time codes for any member.

-- As sync.verifier_get_v1, for members of the centre. CR006: not one of them.
create or replace function admin.verifier_get_v1(member uuid) returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  return crier.verifier_read(admin.root(), member);
end $$;

-- As sync.verifier_put_v1, for members of the centre.
create or replace function admin.verifier_put_v1(
  member uuid, code_sha256 bytea, verifier bytea, sealed_key bytea, public_key bytea) returns boolean
language plpgsql volatile set search_path = '' as $$
begin
  return crier.verifier_trade(admin.root(), member, code_sha256, verifier, sealed_key, public_key);
end $$;

-- A new one-time code for an active member of any region, in place of an earlier one. Runs as crier_logins: the
-- coordinator itself may not touch the verifiers of offices. CR006: no such member. CR009: malformed.
create or replace function admin.verifier_code_v1(member uuid, code_sha256 bytea, until timestamptz) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  home uuid;
begin
  if octet_length(code_sha256) is distinct from 32 or until is null then
    raise exception 'the SHA-256 of the code and its end are needed' using errcode = 'CR009';
  end if;
  select m.region_id into home from crier.member m where m.member_id = member and m.state = 'active';
  if home is null then
    raise exception 'no such member' using errcode = 'CR006';
  end if;
  insert into crier.verifier as v (region_id, member_id, code_sha256, code_until, failures, changed_at)
  values (home, member, verifier_code_v1.code_sha256, until, 0, clock_timestamp())
  on conflict (region_id, member_id) do update
    -- Not by excluded.…: reading that needs a right to read the columns, which crier_logins does not have.
    set code_sha256 = verifier_code_v1.code_sha256, code_until = until, failures = 0, changed_at = clock_timestamp();
end $$;

alter function admin.verifier_get_v1(uuid) owner to crier_owner;
alter function admin.verifier_put_v1(uuid, bytea, bytea, bytea, bytea) owner to crier_owner;
alter function admin.verifier_code_v1(uuid, bytea, timestamptz) owner to crier_logins;
revoke all on function admin.verifier_get_v1(uuid), admin.verifier_put_v1(uuid, bytea, bytea, bytea, bytea),
  admin.verifier_code_v1(uuid, bytea, timestamptz) from public;
grant execute on function admin.verifier_get_v1(uuid), admin.verifier_put_v1(uuid, bytea, bytea, bytea, bytea),
  admin.verifier_code_v1(uuid, bytea, timestamptz) to crier_coordinator;
