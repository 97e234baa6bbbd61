-- admin.try_ended(region, delivery, fence, owner): whether this try is known to send nothing more: its owner said what
-- came of it, or that owner's session is gone, or no try is known.
create or replace function admin.try_ended(p_region uuid, p_delivery uuid, p_fence bigint, p_owner uuid) returns boolean
language plpgsql volatile set search_path = '' as $$
begin
  return admin.owner_gone(p_owner) or exists (
    select from crier.attempt a where a.region_id = p_region and a.delivery_id = p_delivery and a.fence = p_fence
      and a.kind in ('outcome', 'late'));
end $$;

alter function admin.try_ended(uuid, uuid, bigint, uuid) owner to crier_owner;
revoke all on function admin.try_ended(uuid, uuid, bigint, uuid) from public;
grant execute on function admin.try_ended(uuid, uuid, bigint, uuid) to crier_coordinator;
