-- Tells of changed items: [{kind, owner_region_id, item_id, version, also: [region…], common, below: bool}…], to the
-- feed of the owner, of each region in `also` (from now on it may see the item: crier.share), of every region that it
-- was shared with before, of those below the owner (`below`), and the common feed (`common`). Who is lent a channel,
-- and so told whose it is (a region in `also`), is told with it what that region demands and stops, then and later.
create or replace function crier.feed_write(entries jsonb) returns void
language plpgsql volatile set search_path = '' as $$
declare
  feeds uuid[];
  kinds text[];
  owners uuid[];
  items uuid[];
  versions bigint[];
  shared boolean;
begin
  with entry as materialized (
    select e.*
    from rows from (jsonb_to_recordset(entries) as
      (kind text, owner_region_id uuid, item_id uuid, version bigint, also uuid[], common boolean, below boolean))
      with ordinality as e (kind, owner, item, version, also, common, below, place)
  ), told as (
    select e.owner as feed, false as sharing, e.kind, e.owner, e.item, e.version, e.place from entry e
    union all
    select a, true, e.kind, e.owner, e.item, e.version, e.place
    from entry e cross join lateral unnest(e.also) a where a <> e.owner
    union all
    select a, true, 'policy', e.owner, p.policy_id, p.version, e.place
    from entry e cross join lateral unnest(e.also) a join crier.policy p on p.region_id = e.owner
    where e.kind = 'region' and a <> e.owner
    union all
    select a, true, 'stop', e.owner, s.stop_id, s.version, e.place
    from entry e cross join lateral unnest(e.also) a join crier.stop s on s.region_id = e.owner and s.scope = 'region'
    where e.kind = 'region' and a <> e.owner
    union all
    select s.region_id, true, e.kind, e.owner, e.item, e.version, e.place
    from entry e join crier.share s on s.kind = 'region' and s.item_id = e.owner
    where e.kind in ('policy', 'stop') and e.below
    union all
    select s.region_id, false, e.kind, e.owner, e.item, e.version, e.place
    from entry e join crier.share s on s.kind = e.kind and s.item_id = e.item and s.owner_region_id = e.owner
    union all
    select f.region_id, false, e.kind, e.owner, e.item, e.version, e.place
    from entry e join crier.fan_out f on f.ancestor_id = e.owner where e.below
    union all
    select '00000000-0000-0000-0000-000000000000', false, e.kind, e.owner, e.item, e.version, e.place
    from entry e where e.common
  )
  select array_agg(t.feed), array_agg(t.kind), array_agg(t.owner), array_agg(t.item), array_agg(t.version),
    bool_or(t.sharing)
  into feeds, kinds, owners, items, versions, shared
  from (select * from told order by place) t;

  if shared then
    insert into crier.share (region_id, kind, item_id, owner_region_id)
    select distinct s.feed, s.kind, s.item, s.owner
    from unnest(feeds, kinds, owners, items) s (feed, kind, owner, item)
    where s.feed <> s.owner and s.feed <> '00000000-0000-0000-0000-000000000000'
      and not exists (select from crier.share k
        where k.region_id = s.feed and k.kind = s.kind and k.item_id = s.item)
    order by 1, 2, 3
    on conflict do nothing;
  end if;
  perform crier.feed_append(feeds, kinds, owners, items, versions);
end $$;

alter function crier.feed_write(jsonb) owner to crier_owner;
revoke all on function crier.feed_write(jsonb) from public;
grant execute on function crier.feed_write(jsonb) to crier_coordinator, crier_sync;
