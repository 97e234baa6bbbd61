-- admin.lost_since(region, post): since when this post may have gone out without the database knowing: how far back the
-- restores went that came after the epoch in which it was written. Null: not known.
create or replace function admin.lost_since(p_region uuid, p_post uuid) returns timestamptz
language plpgsql stable set search_path = '' as $$
begin
  return (
    select min(e.restored_from) from crier.epoch e
    where e.generation > coalesce((
      select o.generation from crier.revision v join crier.epoch o on o.epoch = v.epoch
      where v.region_id = p_region and v.post_id = p_post and v.revision = 1), 0));
end $$;

alter function admin.lost_since(uuid, uuid) owner to crier_owner;
revoke all on function admin.lost_since(uuid, uuid) from public;
grant execute on function admin.lost_since(uuid, uuid) to crier_coordinator;
