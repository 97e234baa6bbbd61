-- Ends what regions could see of posts whose new revisions are no longer for their channels: the part of
-- admin.rulings_write_v1 for shares, after the feeds.
create or replace function admin.shares_narrow(revisions jsonb) returns void
language plpgsql volatile set search_path = '' as $$
#variable_conflict use_column
begin
  -- A region on whose channels a post no longer is, and never had a delivery, has been told of it for the last time.
  delete from crier.share s
  using jsonb_to_recordset(revisions) i (region_id uuid, post_id uuid, revision integer)
  where i.revision > 1 and s.kind = 'post' and s.item_id = i.post_id
    and not exists (
      select from crier.post_channel c
      where c.region_id = i.region_id and c.post_id = i.post_id and c.channel_region_id = s.region_id)
    and not exists (
      select from crier.delivery d
      where d.post_region_id = i.region_id and d.post_id = i.post_id and d.region_id = s.region_id);
  delete from crier.share s
  using jsonb_to_recordset(revisions) i (region_id uuid, post_id uuid, revision integer), crier.conflict c
  where i.revision > 1 and c.region_id = i.region_id and c.item_id = i.post_id
    and s.kind = 'conflict' and s.item_id = c.conflict_id
    and not exists (
      select from crier.share p
      where p.region_id = s.region_id and p.kind = 'post' and p.item_id = i.post_id);
end $$;

alter function admin.shares_narrow(jsonb) owner to crier_owner;
revoke all on function admin.shares_narrow(jsonb) from public;
grant execute on function admin.shares_narrow(jsonb) to crier_coordinator;
