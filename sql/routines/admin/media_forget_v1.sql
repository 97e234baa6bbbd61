-- Deletes images that no post has ever named and that were stored, or begun, longer ago than `older_than`, which must
-- be more than acts wait for their images; returns how many.
create or replace function admin.media_forget_v1(older_than interval) returns integer
language plpgsql volatile set search_path = '' as $$
declare
  forgotten integer;
begin
  delete from crier.media m
  where m.stored_at < clock_timestamp() - older_than
    and not exists (select from crier.post_media p where p.region_id = m.region_id and p.sha256 = m.sha256);
  get diagnostics forgotten = row_count;
  return forgotten;
end $$;

alter function admin.media_forget_v1(interval) owner to crier_owner;
revoke all on function admin.media_forget_v1(interval) from public;
grant execute on function admin.media_forget_v1(interval) to crier_coordinator;
