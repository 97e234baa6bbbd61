-- The floor of feeds: old rows go, what is young or not yet carried stays, and nobody deletes above the floor.
\ir fixture/begin.sql
\ir fixture/known.sql
select plan(11);

create function pg_temp.entry(item uuid) returns jsonb language sql as $$ select jsonb_build_object(
  'kind', 'post', 'owner_region_id', pg_temp.id('33', '1'), 'item_id', item, 'version', 1, 'also', '{}'::uuid[],
  'common', false) $$;
create function pg_temp.numbers(region uuid) returns text language sql as $$
  select coalesce(string_agg(f.n::text, ' ' order by f.n), '') from crier.feed f where f.region_id = region $$;
create function pg_temp.floor(region uuid) returns bigint language sql as $$
  select h.floor from crier.feed_head h where h.region_id = region $$;

select crier.feed_write(jsonb_build_array(pg_temp.entry(pg_temp.id('50', '11')), pg_temp.entry(pg_temp.id('50', '12')),
  pg_temp.entry(pg_temp.id('50', '13')), pg_temp.entry(pg_temp.id('50', '14'))));
select is(admin.feeds_trim_v1(interval '90 days', 100), 0::bigint, 'nothing is old');
select is(pg_temp.floor(pg_temp.id('33', '1')), 0::bigint, 'the floor is where it was');
update crier.feed set written_at = clock_timestamp() - interval '91 days'
where region_id = pg_temp.id('33', '1') and n <= 3;
select is(admin.feeds_trim_v1(interval '90 days', 100), 0::bigint, 'what is not yet carried upwards stays');
select is(pg_temp.numbers(pg_temp.id('33', '1')), '1 2 3 4', 'all of it');
select ok(admin.fan_out_v1(100) > 0, 'it is carried');
select is(admin.feeds_trim_v1(interval '90 days', 2), 2::bigint, 'at most so many rows at once');
select is(pg_temp.floor(pg_temp.id('33', '1')), 2::bigint, 'the floor is at the last that went');
select is(admin.feeds_trim_v1(interval '90 days', 100), 1::bigint, 'then the rest that is old');
select is(pg_temp.numbers(pg_temp.id('33', '1')), '4', 'what is young stays');
select is(pg_temp.floor(pg_temp.id('33', '1')), 3::bigint, 'and the floor is below it');
set local role crier_coordinator;
delete from crier.feed;
reset role;
select is(pg_temp.numbers(pg_temp.id('33', '1')), '4', 'above the floor the coordinator deletes nothing');
select * from finish();
rollback;
