-- Feeds: contiguous numbers from one row-locked counter per region. Both run as their caller.

-- Appends rows to feeds; the last step of a transaction, as the heads stay locked until its end.
-- The five arrays run side by side; of several rows about one item in one feed the last one stays.
-- Heads are made (with the cursors that carry a new feed to the regions above) and locked in ascending order
-- of region: writers wait for each other, never in a circle.
create or replace function crier.feed_append(
  feeds uuid[], kinds text[], owners uuid[], items uuid[], versions bigint[]) returns integer
language plpgsql volatile set search_path = '' as $$
declare
  targets uuid[] := array(select distinct f from unnest(feeds) f order by f);
  missing uuid[];
  written integer;
begin
  if targets = '{}' then
    return 0;
  end if;
  missing := array(
    select t from unnest(targets) t
    where not exists (select from crier.feed_head h where h.region_id = t) order by t);
  if missing <> '{}' then
    insert into crier.feed_head (region_id) select m from unnest(missing) m order by m on conflict do nothing;
    insert into crier.fan_out (region_id, ancestor_id)
    with recursive above (region_id, ancestor_id) as (
      select r.region_id, r.parent_id from crier.region r where r.region_id = any (missing)
      union all
      select a.region_id, r.parent_id from above a join crier.region r on r.region_id = a.ancestor_id)
    select a.region_id, a.ancestor_id from above a where a.ancestor_id is not null
    order by a.region_id, a.ancestor_id on conflict do nothing;
  end if;
  perform from crier.feed_head h where h.region_id = any (targets) order by h.region_id for update;

  with last as (
    select e.feed, e.kind, e.item, max(e.place) as place
    from unnest(feeds, kinds, items) with ordinality as e (feed, kind, item, place)
    group by e.feed, e.kind, e.item
  ), advanced as (
    update crier.feed_head h set head = h.head + c.rows
    from (select l.feed, count(*) as rows from last l group by l.feed) c
    where h.region_id = c.feed
    returning h.region_id, h.head - c.rows as before
  )
  insert into crier.feed (region_id, n, kind, owner_region_id, item_id, version)
  select l.feed, a.before + row_number() over (partition by l.feed order by l.place), l.kind, owners[l.place], l.item,
    versions[l.place]
  from last l join advanced a on a.region_id = l.feed;
  get diagnostics written = row_count;
  return written;
end $$;

-- Tells of changed items: [{kind, owner_region_id, item_id, version, also: [region…], common, below: bool}…], to the
-- feed of the owner, of each region in `also` (from now on it may see the item: crier.share), of every region that it
-- was shared with before, of those below the owner (`below`), and the common feed (`common`).
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

alter function crier.feed_append(uuid[], text[], uuid[], uuid[], bigint[]) owner to crier_owner;
revoke all on function crier.feed_append(uuid[], text[], uuid[], uuid[], bigint[]) from public;
grant execute on function crier.feed_append(uuid[], text[], uuid[], uuid[], bigint[]) to crier_coordinator, crier_sync;
alter function crier.feed_write(jsonb) owner to crier_owner;
revoke all on function crier.feed_write(jsonb) from public;
grant execute on function crier.feed_write(jsonb) to crier_coordinator, crier_sync;
