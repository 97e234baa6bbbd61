-- Appends rows to feeds (contiguous numbers from one row-locked counter per region), as its caller; the last step of a
-- transaction, as the heads stay locked until its end.
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
    -- Cursors for those heads alone that are made here: for another's they may be at work, and who waits for a
    -- worker that waits for one of these heads would wait for ever.
    with recursive made as (
      insert into crier.feed_head (region_id) select m from unnest(missing) m order by m
      on conflict do nothing returning region_id
    ), above (region_id, ancestor_id) as (
      select r.region_id, r.parent_id from crier.region r join made m on m.region_id = r.region_id
      union all
      select a.region_id, r.parent_id from above a join crier.region r on r.region_id = a.ancestor_id
    )
    insert into crier.fan_out (region_id, ancestor_id)
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

alter function crier.feed_append(uuid[], text[], uuid[], uuid[], bigint[]) owner to crier_owner;
revoke all on function crier.feed_append(uuid[], text[], uuid[], uuid[], bigint[]) from public;
grant execute on function crier.feed_append(uuid[], text[], uuid[], uuid[], bigint[]) to crier_coordinator, crier_sync;
