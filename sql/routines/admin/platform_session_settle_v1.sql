-- admin.platform_session_settle_v1(owner, region, channel, fence, result) writes what came of an intent. result:
--   {outcome: open | spent | refused | undecided, key_id, sealed (hexadecimal digits), access_in, renew_in, rest_in,
--    undone (a renewal of which it is known that the pair was not used), sentence}; times in seconds.
-- open: the new pair takes the place of the old; it is used only after this. spent: the old pair is of no use.
-- refused, undecided: all is kept as it was. rest_in: nothing is begun before.
-- Returns whether it was written: not, where another intent has been written since.
create or replace function admin.platform_session_settle_v1(p_owner uuid, p_region uuid, p_channel uuid,
  p_fence bigint, p_result jsonb)
returns boolean
language plpgsql volatile set search_path = '' as $$
declare
  v_now timestamptz := clock_timestamp();
  v_outcome text := p_result ->> 'outcome';
  v_opens boolean := v_outcome = 'open';
  v_keeps boolean := v_outcome in ('refused', 'undecided');
begin
  if not v_opens and not v_keeps and v_outcome is distinct from 'spent'
    or v_opens and (p_result ->> 'sealed' is null or p_result ->> 'key_id' is null)
  then
    raise exception 'no such outcome of a session' using errcode = 'CR009';
  end if;
  update crier.platform_session s set
    under_way = null,
    key_id = case when v_opens then p_result ->> 'key_id' when v_keeps then s.key_id end,
    sealed = case when v_opens then decode(p_result ->> 'sealed', 'hex') when v_keeps then s.sealed end,
    generation = s.generation + case when v_opens then 1 else 0 end,
    access_until = case when v_opens then v_now + make_interval(secs => (p_result ->> 'access_in')::float8)
      when v_keeps then s.access_until else '-infinity' end,
    renew_at = case when v_opens then v_now + make_interval(secs => (p_result ->> 'renew_in')::float8)
      when v_keeps then s.renew_at else '-infinity' end,
    tries = case when not v_keeps then 0
      when s.under_way = 'renew' and (p_result ->> 'undone')::boolean then greatest(s.tries - 1, 0) else s.tries end,
    not_before = v_now + make_interval(secs => coalesce((p_result ->> 'rest_in')::float8, 0)),
    fails = case when v_keeps then s.fails + 1 else 0 end,
    reason = case when v_keeps then v_outcome end,
    sentence = case when v_keeps then p_result ->> 'sentence' end
  where s.region_id = p_region and s.channel_id = p_channel and s.fence = p_fence and s.owner = p_owner
    and s.under_way is not null;
  return found;
end $$;

alter function admin.platform_session_settle_v1(uuid, uuid, uuid, bigint, jsonb) owner to crier_owner;
revoke all on function admin.platform_session_settle_v1(uuid, uuid, uuid, bigint, jsonb) from public;
grant execute on function admin.platform_session_settle_v1(uuid, uuid, uuid, bigint, jsonb) to crier_coordinator;
