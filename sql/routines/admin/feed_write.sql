-- Tells of changed items, as crier.feed_write: the last step of the coordinator's transactions.
create or replace function admin.feed_write_v1(entries jsonb) returns void
language plpgsql volatile set search_path = '' as $$
begin
  perform crier.feed_write(entries);
end $$;

alter function admin.feed_write_v1(jsonb) owner to crier_owner;
revoke all on function admin.feed_write_v1(jsonb) from public;
grant execute on function admin.feed_write_v1(jsonb) to crier_coordinator;
