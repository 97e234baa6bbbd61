-- admin.platform_session_stale_v1(region, channel, generation): the platform said that the session of this pair has
-- ended: its first token is used no more, and the pair is renewed before anything else is asked. Says nothing about a
-- pair that came since. Returns whether it was the pair held.
create or replace function admin.platform_session_stale_v1(p_region uuid, p_channel uuid, p_generation bigint)
returns boolean
language plpgsql volatile set search_path = '' as $$
begin
  update crier.platform_session s set access_until = '-infinity', renew_at = '-infinity'
  where s.region_id = p_region and s.channel_id = p_channel and s.generation = p_generation;
  return found;
end $$;

alter function admin.platform_session_stale_v1(uuid, uuid, bigint) owner to crier_owner;
revoke all on function admin.platform_session_stale_v1(uuid, uuid, bigint) from public;
grant execute on function admin.platform_session_stale_v1(uuid, uuid, bigint) to crier_coordinator;
