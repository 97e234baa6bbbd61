-- Takes or renews the fenced lease of the serial rulings.
-- In:  owner, incarnation of a coordinator; lease, how long without renewal.
-- Out: the fence, or null while another coordinator holds the lease. A change of owner raises the fence.
create or replace function admin.reconciler_take_v1(owner uuid, lease interval) returns bigint
language plpgsql volatile set search_path = '' as $$
#variable_conflict use_column
declare
  mine bigint;
begin
  update crier.reconciler r
  set owner = reconciler_take_v1.owner,
    lease_until = clock_timestamp() + lease,
    fence = r.fence + case when r.owner = reconciler_take_v1.owner then 0 else 1 end
  where r.owner = reconciler_take_v1.owner or r.lease_until < clock_timestamp()
  returning r.fence into mine;
  return mine;
end $$;

alter function admin.reconciler_take_v1(uuid, interval) owner to crier_owner;
revoke all on function admin.reconciler_take_v1(uuid, interval) from public;
grant execute on function admin.reconciler_take_v1(uuid, interval) to crier_coordinator;
