-- Sessions of the centre's members at the coordinator's command line. The token itself never comes here: only its
-- SHA-256, and the member's private key encrypted under it.

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

-- {region_id, member_id, name, sealed_key, public_key, until_at}; null when it has ended or its member is revoked.
create or replace function admin.session_get_v1(token_sha256 bytea) returns jsonb
language plpgsql stable set search_path = '' set timezone = 'UTC' as $$
begin
  return (
    select jsonb_build_object('region_id', s.region_id, 'member_id', s.member_id, 'name', m.name,
      'sealed_key', s.sealed_key, 'public_key', m.public_key, 'until_at', s.until_at)
    from crier.session s
    join crier.member m on m.region_id = s.region_id and m.member_id = s.member_id and m.state = 'active'
    where s.token_sha256 = session_get_v1.token_sha256 and s.until_at > clock_timestamp());
end $$;

-- Ends one session; says whether there was one.
create or replace function admin.session_delete_v1(token_sha256 bytea) returns boolean
language plpgsql volatile set search_path = '' as $$
begin
  delete from crier.session s where s.token_sha256 = session_delete_v1.token_sha256;
  return found;
end $$;

-- Ends all sessions of a member (revoked, or a new password); returns how many.
create or replace function admin.session_end_v1(member uuid) returns integer
language plpgsql volatile set search_path = '' as $$
declare
  ended integer;
begin
  delete from crier.session s where s.member_id = member;
  get diagnostics ended = row_count;
  return ended;
end $$;

alter function admin.session_put_v1(bytea, uuid, bytea, timestamptz) owner to crier_owner;
alter function admin.session_get_v1(bytea) owner to crier_owner;
alter function admin.session_delete_v1(bytea) owner to crier_owner;
alter function admin.session_end_v1(uuid) owner to crier_owner;
revoke all on function admin.session_put_v1(bytea, uuid, bytea, timestamptz), admin.session_get_v1(bytea),
  admin.session_delete_v1(bytea), admin.session_end_v1(uuid) from public;
grant execute on function admin.session_put_v1(bytea, uuid, bytea, timestamptz), admin.session_get_v1(bytea),
  admin.session_delete_v1(bytea), admin.session_end_v1(uuid) to crier_coordinator;
