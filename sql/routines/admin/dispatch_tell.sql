-- admin.dispatch_tell(changes): feeds and audit events of deliveries that have changed (admin.dispatch_told). The last
-- step of a transaction: heads of feeds are locked once, in ascending order.
create or replace function admin.dispatch_tell(p_changes jsonb) returns void
language plpgsql volatile set search_path = '' as $$
begin
  perform crier.feed_write(admin.dispatch_told(p_changes));
end $$;

alter function admin.dispatch_tell(jsonb) owner to crier_owner;
revoke all on function admin.dispatch_tell(jsonb) from public;
grant execute on function admin.dispatch_tell(jsonb) to crier_coordinator;
