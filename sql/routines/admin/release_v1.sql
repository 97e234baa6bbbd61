-- admin.release_v1(owner): hands every lease of that owner back, so that another coordinator need not wait for its end.
-- For a coordinator that stops; what it has on the wire it has settled before. Returns how many.
create or replace function admin.release_v1(p_owner uuid) returns integer
language plpgsql volatile set search_path = '' as $$
declare
  v_regions uuid[];
  v_channels uuid[];
begin
  select coalesce(array_agg(l.region_id), '{}'), coalesce(array_agg(l.channel_id), '{}') into v_regions, v_channels
  from crier.lane l where l.owner = p_owner;
  perform admin.lanes_recompute(v_regions, v_channels, p_owner, true);
  return cardinality(v_regions);
end $$;

alter function admin.release_v1(uuid) owner to crier_owner;
revoke all on function admin.release_v1(uuid) from public;
grant execute on function admin.release_v1(uuid) to crier_coordinator;
