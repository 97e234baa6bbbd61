-- admin.renew_v1(owner, lease): renews every lease of that owner and its heartbeat. Returns how many lanes it holds.
-- A lease that has lapsed is renewed too if nobody has taken the lane: its fence is still the owner's.
create or replace function admin.renew_v1(p_owner uuid, p_lease interval) returns integer
language plpgsql volatile set search_path = '' as $$
declare
  v_count integer;
begin
  update crier.coordinator c set seen_at = clock_timestamp() where c.owner = p_owner;
  perform from crier.lane l where l.owner = p_owner order by l.region_id, l.channel_id for no key update;
  update crier.lane l set lease_until = clock_timestamp() + p_lease where l.owner = p_owner;
  get diagnostics v_count = row_count;
  return v_count;
end $$;

alter function admin.renew_v1(uuid, interval) owner to crier_owner;
revoke all on function admin.renew_v1(uuid, interval) from public;
grant execute on function admin.renew_v1(uuid, interval) to crier_coordinator;
