-- Keeps a session. CR006: not an active member of the centre. CR009: malformed.
create or replace function admin.session_put_v1(
  token_sha256 bytea, member uuid, sealed_key bytea, until timestamptz) returns void
language plpgsql volatile set search_path = '' as $$
declare
  root uuid := admin.root();
begin
  if octet_length(token_sha256) is distinct from 32 or sealed_key is null or until is null then
    raise exception 'a session has a token''s SHA-256, a key and an end' using errcode = 'CR009';
  end if;
  perform from crier.member m where m.region_id = root and m.member_id = member and m.state = 'active';
  if not found then
    raise exception 'no such member' using errcode = 'CR006';
  end if;
  delete from crier.session s where s.until_at <= clock_timestamp();
  insert into crier.session (token_sha256, region_id, member_id, sealed_key, until_at)
  values (session_put_v1.token_sha256, root, member, session_put_v1.sealed_key, until);
end $$;

alter function admin.session_put_v1(bytea, uuid, bytea, timestamptz) owner to crier_owner;
revoke all on function admin.session_put_v1(bytea, uuid, bytea, timestamptz) from public;
grant execute on function admin.session_put_v1(bytea, uuid, bytea, timestamptz) to crier_coordinator;
