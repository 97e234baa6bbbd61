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

alter function admin.verifier_code_v1(uuid, bytea, timestamptz) owner to crier_logins;
revoke all on function admin.verifier_code_v1(uuid, bytea, timestamptz) from public;
grant execute on function admin.verifier_code_v1(uuid, bytea, timestamptz) to crier_coordinator;
