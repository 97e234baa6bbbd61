-- admin.platform_session_v1(region, channel): the session of a channel with its platform, as far as it is known; null:
-- none was ever begun. Times are seconds from now, so that no coordinator's clock matters:
--   {credential_sha256, key_id, sealed, generation, access_in, renew_in, tries, under_way, ends_in, fence, wait_in,
--    fails, reason, sentence}; sealed as hexadecimal digits.
create or replace function admin.platform_session_v1(p_region uuid, p_channel uuid) returns jsonb
language plpgsql volatile set search_path = '' as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  return (
    select jsonb_build_object(
      'credential_sha256', encode(s.credential_sha256, 'hex'), 'key_id', s.key_id, 'sealed', encode(s.sealed, 'hex'),
      'generation', s.generation,
      'access_in', greatest(extract(epoch from greatest(s.access_until, v_now) - v_now), 0),
      'renew_in', greatest(extract(epoch from greatest(s.renew_at, v_now) - v_now), 0),
      'tries', s.tries, 'under_way', s.under_way,
      'ends_in', greatest(extract(epoch from coalesce(s.deadline, v_now) - v_now), 0), 'fence', s.fence,
      'wait_in', greatest(extract(epoch from greatest(s.not_before, v_now) - v_now), 0),
      'fails', s.fails, 'reason', s.reason, 'sentence', s.sentence)
    from crier.platform_session s where s.region_id = p_region and s.channel_id = p_channel);
end $$;

alter function admin.platform_session_v1(uuid, uuid) owner to crier_owner;
revoke all on function admin.platform_session_v1(uuid, uuid) from public;
grant execute on function admin.platform_session_v1(uuid, uuid) to crier_coordinator;
