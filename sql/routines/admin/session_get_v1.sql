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

alter function admin.session_get_v1(bytea) owner to crier_owner;
revoke all on function admin.session_get_v1(bytea) from public;
grant execute on function admin.session_get_v1(bytea) to crier_coordinator;
