-- admin.credentials_forget_v1(older_than) deletes credentials that no act has named for so long; returns how many.
create or replace function admin.credentials_forget_v1(p_older_than interval) returns integer
language plpgsql volatile set search_path = '' as $$
declare
  v_count integer;
begin
  delete from crier.credential c using crier.channel h
  where h.region_id = c.region_id and h.channel_id = c.channel_id and c.sha256 is distinct from h.credential_sha256
    and c.stored_at < clock_timestamp() - p_older_than;
  get diagnostics v_count = row_count;
  return v_count;
end $$;

alter function admin.credentials_forget_v1(interval) owner to crier_owner;
revoke all on function admin.credentials_forget_v1(interval) from public;
grant execute on function admin.credentials_forget_v1(interval) to crier_coordinator;
