-- Writes conflicts as a batch of acts left them: the part of admin.rulings_write_v1 for conflicts, after its posts.
-- Returns what feeds are to be told, for crier.feed_write: whoever sees the post sees its conflicts; whoever has come
-- to see a post with its new channels is told of those that are open.
create or replace function admin.conflicts_write(batch jsonb) returns jsonb
language plpgsql volatile set search_path = '' set timezone = 'UTC' as $$
begin
  insert into crier.conflict (region_id, conflict_id, kind, item_id, field, base, centre, theirs, centre_member_id,
    centre_member_name, centre_activity_id, centre_at, their_member_id, their_member_name, their_activity_id, their_at,
    earlier, choice, taken, resolved_by, resolved_name, resolved_activity_id, resolved_at, version, activity_id)
  select i.region_id, i.conflict_id, i.kind, i.item_id, i.field, i.base, i.centre, i.theirs, i.centre_member_id,
    i.centre_member_name, i.centre_activity_id, i.centre_at, i.their_member_id, i.their_member_name,
    i.their_activity_id, i.their_at, i.earlier, i.choice, i.taken, i.resolved_by, i.resolved_name,
    i.resolved_activity_id, i.resolved_at, i.version, i.activity_id
  from jsonb_populate_recordset(null::crier.conflict, batch -> 'conflicts') i
  order by i.region_id, i.conflict_id
  on conflict (region_id, conflict_id) do update set centre = excluded.centre, theirs = excluded.theirs,
    centre_member_id = excluded.centre_member_id, centre_member_name = excluded.centre_member_name,
    centre_activity_id = excluded.centre_activity_id, centre_at = excluded.centre_at,
    their_member_id = excluded.their_member_id, their_member_name = excluded.their_member_name,
    their_activity_id = excluded.their_activity_id, their_at = excluded.their_at, earlier = excluded.earlier,
    choice = excluded.choice, taken = excluded.taken, resolved_by = excluded.resolved_by,
    resolved_name = excluded.resolved_name, resolved_activity_id = excluded.resolved_activity_id,
    resolved_at = excluded.resolved_at, version = excluded.version, activity_id = excluded.activity_id,
    changed_at = clock_timestamp();

  return coalesce((
    select jsonb_agg(jsonb_build_object('kind', 'conflict', 'owner_region_id', c.region_id, 'item_id', c.conflict_id,
      'version', c.version, 'common', false, 'also', (
        select coalesce(jsonb_agg(distinct h.channel_region_id), '[]') from crier.post_channel h
        where h.region_id = c.region_id and h.post_id = c.item_id)) order by c.region_id, c.conflict_id)
    from (
      select i.region_id, i.conflict_id
      from jsonb_to_recordset(batch -> 'conflicts') as i (region_id uuid, conflict_id uuid)
      union
      select o.region_id, o.conflict_id
      from jsonb_to_recordset(batch -> 'revisions') as i (region_id uuid, post_id uuid)
      join crier.conflict o on o.region_id = i.region_id and o.item_id = i.post_id and o.choice is null) k
    join crier.conflict c on c.region_id = k.region_id and c.conflict_id = k.conflict_id), '[]');
end $$;

alter function admin.conflicts_write(jsonb) owner to crier_owner;
revoke all on function admin.conflicts_write(jsonb) from public;
grant execute on function admin.conflicts_write(jsonb) to crier_coordinator;
