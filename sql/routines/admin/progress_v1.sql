-- admin.progress_v1(owner, region, delivery, fence, progress): what a step before the publish has left, kept with the
-- delivery, so that a kill loses nothing. Only by the holder of the lane. Returns whether it was kept.
create or replace function admin.progress_v1(p_owner uuid, p_region uuid, p_delivery uuid, p_fence bigint,
  p_progress jsonb)
returns boolean
language plpgsql volatile set search_path = '' as $$
begin
  update crier.delivery d set progress = p_progress
  from crier.lane l
  where d.region_id = p_region and d.delivery_id = p_delivery and d.state = 'waiting'
    and l.region_id = d.region_id and l.channel_id = d.channel_id
    and l.owner = p_owner and l.fence = p_fence and l.lease_until > clock_timestamp();
  return found;
end $$;

alter function admin.progress_v1(uuid, uuid, uuid, bigint, jsonb) owner to crier_owner;
revoke all on function admin.progress_v1(uuid, uuid, uuid, bigint, jsonb) from public;
grant execute on function admin.progress_v1(uuid, uuid, uuid, bigint, jsonb) to crier_coordinator;
