-- admin.release_v1(owner, channels): hands that owner's leases back, so that another coordinator need not wait for
-- their end: on these channels, or with null on all. What it had on the wire it has settled before. Returns how many.
create or replace function admin.release_v1(p_owner uuid, p_channels uuid[]) returns integer
language plpgsql volatile set search_path = '' as $$
declare
  v_regions uuid[];
  v_channels uuid[];
begin
  select coalesce(array_agg(l.region_id), '{}'), coalesce(array_agg(l.channel_id), '{}') into v_regions, v_channels
  from crier.lane l where l.owner = p_owner and (p_channels is null or l.channel_id = any (p_channels));
  perform admin.lanes_recompute(v_regions, v_channels, p_owner, true);
  return cardinality(v_regions);
end $$;

alter function admin.release_v1(uuid, uuid[]) owner to crier_owner;
revoke all on function admin.release_v1(uuid, uuid[]) from public;
grant execute on function admin.release_v1(uuid, uuid[]) to crier_coordinator;
