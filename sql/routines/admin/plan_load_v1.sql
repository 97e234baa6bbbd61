-- admin.plan_load_v1(max): at most max posts that the scheduler has not seen in their current version, or whose newer
-- words or times waited for an outcome that is known now; longest waiting first.
-- Returns an array of {post, channels: [{region_id, channel_id, platform, languages}], deliveries, words: by revision,
-- those that were sent}. Posts that never had a delivery and are not approved need no plan: they are marked as seen
-- here. After a restore a withdrawn one may be out all the same.
create or replace function admin.plan_load_v1(p_max integer) returns jsonb
language plpgsql volatile set search_path = '' set timezone = 'UTC' as $$
begin
  with unplanned as materialized (
    select p.region_id, p.post_id from crier.post p
    where p.planned_version <> p.version order by p.changed_at limit 1000
  ), plain as materialized (
    select p.region_id, p.post_id from unplanned u
    join crier.post p on p.region_id = u.region_id and p.post_id = u.post_id
    where p.planned_version <> p.version and p.state <> 'approved' and (
      select d.delivery_id from crier.delivery d
      where d.post_region_id = p.region_id and d.post_id = p.post_id limit 1) is null
      and not (p.state = 'withdrawn' and admin.was_before_restore(p.region_id, p.post_id))
    for no key update of p skip locked
  )
  update crier.post p set planned_version = p.version from plain
  where p.region_id = plain.region_id and p.post_id = plain.post_id;

  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'post', to_jsonb(p) - 'planned_version',
      'channels', (
        select coalesce(jsonb_agg(jsonb_build_object('region_id', c.channel_region_id, 'channel_id', c.channel_id,
          'platform', a.platform, 'languages', a.languages) order by c.channel_id), '[]')
        from crier.post_channel c
        join crier.channel a on a.region_id = c.channel_region_id and a.channel_id = c.channel_id
        where c.region_id = p.region_id and c.post_id = p.post_id),
      'words', (
        select coalesce(jsonb_object_agg(r.revision::text, r.content), '{}') from crier.revision r
        where r.region_id = p.region_id and r.post_id = p.post_id and r.revision in (
          select d.revision from crier.delivery d
          where d.post_region_id = p.region_id and d.post_id = p.post_id and d.state = 'sent')),
      'deliveries', (
        select coalesce(jsonb_agg(to_jsonb(d) order by d.delivery_id), '[]')
        from crier.delivery d where d.post_region_id = p.region_id and d.post_id = p.post_id))), '[]')
    from (
      select p.* from (
        (select u.region_id, u.post_id from crier.post u where u.planned_version <> u.version
          order by u.changed_at limit p_max)
        union
        select d.post_region_id, d.post_id from crier.delivery d
        where d.edit_waits and d.state not in ('sending', 'unknown', 'parked')) k
      join crier.post p on p.region_id = k.region_id and p.post_id = k.post_id
      order by p.changed_at limit p_max) p);
end $$;

alter function admin.plan_load_v1(integer) owner to crier_owner;
revoke all on function admin.plan_load_v1(integer) from public;
grant execute on function admin.plan_load_v1(integer) to crier_coordinator;
