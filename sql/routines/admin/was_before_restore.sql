-- admin.was_before_restore(region, post): whether this post may have gone out without the database knowing: it was
-- restored since the post was written. Told by the epoch that the office knew when it wrote the first revision. No
-- clock is asked, as an office's may be wrong. In doubt (no epoch was named) it may.
create or replace function admin.was_before_restore(p_region uuid, p_post uuid) returns boolean
language plpgsql stable set search_path = '' as $$
begin
  return exists (select from crier.body b where b.generation > 1 and not exists (
    select from crier.revision v
    where v.region_id = p_region and v.post_id = p_post and v.revision = 1 and v.epoch = b.epoch));
end $$;

alter function admin.was_before_restore(uuid, uuid) owner to crier_owner;
revoke all on function admin.was_before_restore(uuid, uuid) from public;
grant execute on function admin.was_before_restore(uuid, uuid) to crier_coordinator;
