-- Forgets rows of feeds that were written longer ago than keep, the oldest first, at most max of each feed and until
-- max have gone, and raises each floor in the same transaction: whoever has read less takes a snapshot. What is not yet
-- carried to the regions above stays. A feed whose head somebody holds is left for the next time. Returns how many rows
-- went.
create or replace function admin.feeds_trim_v1(keep interval, max integer) returns bigint
language plpgsql volatile set search_path = '' as $$
declare
  before timestamptz := clock_timestamp() - keep;
  one uuid;
  raised bigint;
  gone bigint;
  total bigint := 0;
begin
  for one in
    select h.region_id
    from crier.feed_head h
    cross join lateral (
      select d.written_at from crier.feed d where d.region_id = h.region_id order by d.n limit 1) first
    where first.written_at < before
    order by h.region_id
    for update of h skip locked
  loop
    exit when total >= feeds_trim_v1.max;
    -- Numbers follow time, as heads are locked; a row that is too young ends the search all the same.
    select least(
      coalesce(min(d.n) filter (where d.written_at >= before) - 1, max(d.n)),
      (select min(f.carried) from crier.fan_out f where f.region_id = one))
    into raised
    from (
      select d.n, d.written_at from crier.feed d
      where d.region_id = one order by d.n limit feeds_trim_v1.max) d;
    update crier.feed_head h set floor = raised where h.region_id = one and h.floor < raised;
    delete from crier.feed d where d.region_id = one and d.n <= raised;
    get diagnostics gone = row_count;
    total := total + gone;
  end loop;
  return total;
end $$;

alter function admin.feeds_trim_v1(interval, integer) owner to crier_owner;
revoke all on function admin.feeds_trim_v1(interval, integer) from public;
grant execute on function admin.feeds_trim_v1(interval, integer) to crier_coordinator;
