-- The next rows of a feed, `region` (mine) or `common`, from cursor + 1, at most max (1 to 1000), in order; fewer once
-- they come to 1 MiB, at least one: only an empty page is the end. Each names an item and carries it as it stands now;
-- body is null where I may not see it any more: the agent drops it.
-- CR001: epoch changed. CR002. CR003. CR004: cursor below the floor. CR005: cursor beyond the head. CR009: malformed.
create or replace function sync.pull_v1(feed text, epoch uuid, cursor bigint, max integer)
returns table (n bigint, kind text, item_id uuid, owner_region_id uuid, version bigint, body jsonb)
language plpgsql stable security definer set search_path = '' set timezone = 'UTC' as $$
declare
  most_bytes constant integer := 1048576;
  mine uuid := sync.mine();
  source uuid := case feed when 'region' then mine when 'common' then '00000000-0000-0000-0000-000000000000' end;
  floor_of_feed bigint;
  head_of_feed bigint;
begin
  if source is null or cursor is null or max is null or max not between 1 and 1000 then
    raise exception 'a pull names region or common, a cursor and 1 to 1000 rows' using errcode = 'CR009';
  end if;
  if not exists (select from crier.body b where b.epoch = pull_v1.epoch) then
    raise exception 'the epoch has changed' using errcode = 'CR001';
  end if;
  select h.floor, h.head into floor_of_feed, head_of_feed from crier.feed_head h where h.region_id = source;
  if cursor < coalesce(floor_of_feed, 0) then
    raise exception 'the cursor is below the floor' using errcode = 'CR004';
  elsif cursor > coalesce(head_of_feed, 0) then
    raise exception 'the cursor is beyond the head' using errcode = 'CR005';
  elsif cursor = coalesce(head_of_feed, 0) then
    return;
  end if;

  return query
  with page as materialized (
    select f.n, f.kind, f.item_id, f.owner_region_id, f.version
    from crier.feed f
    where f.region_id = source and f.n > cursor
    order by f.n
    limit pull_v1.max
  ), item as materialized (
    select k.kind, i.owner_region_id, i.item_id, i.version, i.body
    from (
      select u.kind, array_agg(u.owner_region_id) as owners, array_agg(u.item_id) as ids
      from (select distinct p.kind, p.owner_region_id, p.item_id from page p) u
      group by u.kind) k
    cross join lateral crier.items_json(k.kind, k.owners, k.ids) i
  ), weighed as (
    select p.n, p.kind, p.item_id, p.owner_region_id, coalesce(i.version, p.version) as version, i.body,
      sum(octet_length(i.body::text)) over (order by p.n rows between unbounded preceding and 1 preceding) as before
    from page p
    left join item i on i.kind = p.kind and i.owner_region_id = p.owner_region_id and i.item_id = p.item_id
  )
  select w.n, w.kind, w.item_id, w.owner_region_id, w.version, w.body
  from weighed w
  where coalesce(w.before, 0) < most_bytes
  order by w.n;
end $$;

alter function sync.pull_v1(text, uuid, bigint, integer) owner to crier_sync;
revoke all on function sync.pull_v1(text, uuid, bigint, integer) from public;
grant execute on function sync.pull_v1(text, uuid, bigint, integer) to crier_agent;
