-- Carries what regions were told about their own items to the regions above them, at most max rows of feeds;
-- returns how many it has carried or passed over (0: nothing to do). Rulings stay with the region that acted; a
-- delivery on another region's channel is carried from its post's region too, to those that stand above that alone.
-- Each feed below is read in its order from its cursor, all feeds in turn. Several callers at once take different ones.
create or replace function admin.fan_out_v1(max integer) returns integer
language plpgsql volatile set search_path = '' as $$
declare
  feeds uuid[];
  kinds text[];
  owners uuid[];
  items uuid[];
  versions bigint[];
  read integer;
begin
  with work as materialized (
    select f.region_id, f.ancestor_id, f.carried, h.head
    from crier.fan_out f join crier.feed_head h on h.region_id = f.region_id
    where h.head > f.carried
    limit fan_out_v1.max
    for update of f skip locked
  ), turn as (
    select w.ancestor_id, d.*, row_number() over (order by d.n - w.carried, w.ancestor_id, w.region_id) as place
    from work w cross join lateral (
      select * from crier.feed d
      where d.region_id = w.region_id and d.n > w.carried and d.n <= w.head
      order by d.n limit greatest(1, fan_out_v1.max / (select count(*) from work))) d
  ), taken as (
    select * from turn t where t.place <= fan_out_v1.max
  ), moved as (
    update crier.fan_out f set carried = t.last
    from (select t.region_id, t.ancestor_id, max(t.n) as last from taken t group by 1, 2) t
    where f.region_id = t.region_id and f.ancestor_id = t.ancestor_id
  ), carried as (
    select * from taken t
    where t.owner_region_id = t.region_id and t.kind <> 'ruling'
      or t.kind = 'delivery' and t.owner_region_id not in (t.region_id, t.ancestor_id)
        and (
          select d.post_region_id from crier.delivery d
          where d.region_id = t.owner_region_id and d.delivery_id = t.item_id) = t.region_id
        and not exists (
          select from crier.fan_out o where o.region_id = t.owner_region_id and o.ancestor_id = t.ancestor_id)
  )
  select (select count(*) from taken), array_agg(c.ancestor_id), array_agg(c.kind), array_agg(c.owner_region_id),
    array_agg(c.item_id), array_agg(c.version)
  into read, feeds, kinds, owners, items, versions
  from (select * from carried order by place) c;
  perform crier.feed_append(feeds, kinds, owners, items, versions);
  return read;
end $$;

alter function admin.fan_out_v1(integer) owner to crier_owner;
revoke all on function admin.fan_out_v1(integer) from public;
grant execute on function admin.fan_out_v1(integer) to crier_coordinator;
