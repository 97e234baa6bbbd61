-- The items that a batch of acts is about, with all that rules look at: owners up to the centre, policies, grants,
-- channels of posts, deliveries and open conflicts of posts, and the unsent posts of members who are being revoked.
-- In:  wanted, {regions, members, posts, channels, stops, grants: [id…], deliveries: [{region, id}…],
--      revoked: [member id…], references: [{region, reference}…], conflicts: [id…],
--      media: [{region, owner, sha256}…] (the region that names it, and the item's),
--      items: [{region, id}…] (that offices with deferred acts act on)}.
-- Out: kind and JSON: complete images as medium, {region, sha256, octets}; items on which acts of an office are
--      deferred as deferred, {region, id}; and the items, each once. Of a post's history only the current revision: no
--      cost grows with history.
create or replace function admin.reconcile_context_v1(wanted jsonb) returns table (kind text, body jsonb)
language plpgsql stable set search_path = '' set timezone = 'UTC'
  set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare
  posts uuid[] := crier.uuids(wanted -> 'posts');
  channels uuid[] := crier.uuids(wanted -> 'channels');
  members uuid[] := crier.uuids(wanted -> 'members');
  regions uuid[] := crier.uuids(wanted -> 'regions');
  revoked uuid[] := crier.uuids(wanted -> 'revoked');
begin
  if revoked <> '{}' then
    -- Each arm by an index of its own: nothing here may read all that was ever approved.
    posts := posts || array(
      with touched as materialized (
        select p.region_id, p.post_id, p.state, p.revision from crier.post p
        where p.writers && revoked and p.state in ('draft', 'submitted', 'approved')
        union
        select p.region_id, p.post_id, p.state, p.revision from crier.member m
        join crier.approval a on a.member_region_id = m.region_id and a.member_id = m.member_id
        cross join lateral (
          select * from crier.post x where x.region_id = a.region_id and x.post_id = a.post_id offset 0) p
        where m.member_id = any (revoked) and p.revision = a.revision
          and p.state in ('draft', 'submitted', 'approved'))
      select t.post_id from touched t
      where t.state <> 'approved'
        or not exists (select from crier.delivery d where d.post_region_id = t.region_id and d.post_id = t.post_id
          and d.revision = t.revision)
        or exists (select from crier.delivery d where d.post_region_id = t.region_id and d.post_id = t.post_id
          and d.state in ('waiting', 'sending', 'missed', 'stopped', 'unknown', 'parked')));
  end if;
  posts := posts || array(
    select p.post_id from jsonb_to_recordset(wanted -> 'references') r (region uuid, reference text)
    join crier.post p on p.region_id = r.region and p.reference = r.reference);
  channels := channels
    || array(select c.channel_id from crier.post p join crier.post_channel c
      on c.region_id = p.region_id and c.post_id = p.post_id where p.post_id = any (posts))
    || array(select (x ->> 'channel')::uuid from crier.post p join crier.conflict c
      on c.region_id = p.region_id and c.item_id = p.post_id and c.choice is null
      cross join lateral jsonb_array_elements(c.theirs -> 'channels') x where p.post_id = any (posts))
    || array(select d.channel_id from jsonb_to_recordset(wanted -> 'deliveries') w (region uuid, id uuid)
      join crier.delivery d on d.region_id = w.region and d.delivery_id = w.id);
  members := members || revoked
    || array(select g.member_id from crier.member_grant g where g.grant_id = any (crier.uuids(wanted -> 'grants')));
  regions := regions
    || array(select p.region_id from crier.post p where p.post_id = any (posts))
    || array(select c.region_id from crier.channel c where c.channel_id = any (channels))
    || array(select m.region_id from crier.member m where m.member_id = any (members))
    || array(select g.region_id from crier.member m join crier.member_grant g
      on g.member_region_id = m.region_id and g.member_id = m.member_id where m.member_id = any (members))
    || array(select r.region_id from crier.region r where r.parent_id is null);
  regions := array(
    with recursive line (id) as (
      select unnest(regions)
      union
      select r.parent_id from line l join crier.region r on r.region_id = l.id where r.parent_id is not null)
    select id from line);

  return query select 'region', crier.region_item(r) from crier.region r where r.region_id = any (regions);
  return query select 'policy', crier.policy_item(p) from crier.policy p where p.region_id = any (regions);
  return query select 'member', crier.member_item(m) from crier.member m where m.member_id = any (members);
  return query select 'grant', crier.grant_item(g) from crier.member m join crier.member_grant g
    on g.member_region_id = m.region_id and g.member_id = m.member_id where m.member_id = any (members);
  return query select 'channel', crier.channel_item(c) from crier.channel c where c.channel_id = any (channels);
  return query select 'post', to_jsonb(p) - 'planned_version' || jsonb_build_object('history', (
      select jsonb_agg(to_jsonb(r)) from crier.revision r
      where r.region_id = p.region_id and r.post_id = p.post_id and r.revision = p.revision))
    from crier.post p where p.post_id = any (posts);
  return query select 'stop', crier.stop_item(s) from crier.stop s
    where s.stop_id = any (crier.uuids(wanted -> 'stops'));
  return query select 'delivery', crier.delivery_item(d) from crier.post p join crier.delivery d
    on d.post_region_id = p.region_id and d.post_id = p.post_id where p.post_id = any (posts);
  return query select 'delivery', crier.delivery_item(d)
    from jsonb_to_recordset(wanted -> 'deliveries') w (region uuid, id uuid)
    join crier.delivery d on d.region_id = w.region and d.delivery_id = w.id
    where d.post_id <> all (posts);
  return query select 'conflict', crier.conflict_item(c) from crier.post p join crier.conflict c
    on c.region_id = p.region_id and c.item_id = p.post_id and c.choice is null where p.post_id = any (posts);
  return query select 'conflict', crier.conflict_item(c) from crier.conflict c
    where c.conflict_id = any (crier.uuids(wanted -> 'conflicts')) and c.choice is not null;
  return query select distinct on (w.region, w.sha256) 'medium',
      jsonb_build_object('region', w.region, 'sha256', w.sha256, 'octets', m.octets)
    from jsonb_to_recordset(wanted -> 'media') w (region uuid, owner uuid, sha256 text)
    join crier.media m on m.region_id in (w.region, w.owner) and m.sha256 = decode(w.sha256, 'hex') and m.complete;
  return query select distinct 'deferred', jsonb_build_object('region', w.region, 'id', w.id)
    from jsonb_to_recordset(wanted -> 'items') w (region uuid, id uuid)
    join crier.inbox i on i.region_id = w.region and i.item_id = w.id and i.deferred_at is not null;
end $$;

alter function admin.reconcile_context_v1(jsonb) owner to crier_owner;
revoke all on function admin.reconcile_context_v1(jsonb) from public;
grant execute on function admin.reconcile_context_v1(jsonb) to crier_coordinator;
