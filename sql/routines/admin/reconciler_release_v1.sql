-- Hands the lease of the rulings back, so that another coordinator need not wait for it to lapse.
create or replace function admin.reconciler_release_v1(owner uuid) returns void
language plpgsql volatile set search_path = '' as $$
#variable_conflict use_column
begin
  update crier.reconciler r set lease_until = '-infinity' where r.owner = reconciler_release_v1.owner;
end $$;

alter function admin.reconciler_release_v1(uuid) owner to crier_owner;
revoke all on function admin.reconciler_release_v1(uuid) from public;
grant execute on function admin.reconciler_release_v1(uuid) to crier_coordinator;
