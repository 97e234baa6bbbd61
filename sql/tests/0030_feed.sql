-- Feeds: contiguous, to owner, others and everybody; carried upwards once; one row per item and transaction.
\ir fixture/begin.sql
\ir fixture/known.sql
select plan(22);

create function pg_temp.entry(kind text, owner uuid, item uuid, version bigint, also uuid[] default '{}',
  common boolean default false)
returns jsonb language sql as $$ select jsonb_build_object('kind', kind, 'owner_region_id', owner, 'item_id', item,
  'version', version, 'also', also, 'common', common) $$;
create function pg_temp.feed(region uuid) returns text[] language sql as $$
  select array_agg(f.n || ' ' || f.kind || ' ' || right(f.item_id::text, 2) || ' v' || f.version order by f.n)
  from crier.feed f where f.region_id = region $$;

select crier.feed_write(jsonb_build_array(
  pg_temp.entry('post', pg_temp.id('33', '1'), pg_temp.id('50', '11'), 1),
  pg_temp.entry('channel', pg_temp.id('33', '1'), pg_temp.id('c1', '12'), 1),
  pg_temp.entry('post', pg_temp.id('33', '1'), pg_temp.id('50', '11'), 2)));
select is(pg_temp.feed(pg_temp.id('33', '1')), array['1 channel 12 v1', '2 post 11 v2'],
  'numbered from 1; of two rows about one item the last stays');
select is(
  (select array_agg(ancestor_id order by ancestor_id) from crier.fan_out where region_id = pg_temp.id('33', '1')),
  array[pg_temp.id('00', '1'), pg_temp.id('11', '1')], 'a new feed has a cursor for each region above');
select is((select count(*) from crier.fan_out where region_id = pg_temp.id('00', '1')), 0::bigint,
  'the centre has none');

select crier.feed_write(jsonb_build_array(
  pg_temp.entry('post', pg_temp.id('33', '1'), pg_temp.id('50', '11'), 3, array[pg_temp.id('22', '1'), pg_temp.id('33',
    '1')]),
  pg_temp.entry('stop', pg_temp.id('00', '1'), pg_temp.id('57', '13'), 1, '{}', true),
  pg_temp.entry('ruling', pg_temp.id('33', '1'), pg_temp.id('ac', '14'), 1)));
select is(pg_temp.feed(pg_temp.id('33', '1')), array['1 channel 12 v1', '2 post 11 v2', '3 post 11 v3',
  '4 ruling 14 v1'],
  'goes on where it was; the owner is told once');
select is(pg_temp.feed(pg_temp.id('22', '1')), array['1 post 11 v3'], 'another region is told');
select is(
  (select array_agg(region_id::text || kind || item_id) from crier.share),
  array[pg_temp.id('22', '1')::text || 'post' || pg_temp.id('50', '11')], 'and may see it from now on');
select is(pg_temp.feed('00000000-0000-0000-0000-000000000000'), array['1 stop 13 v1'], 'everybody is told of a stop');
select is(pg_temp.feed(pg_temp.id('00', '1')), array['1 stop 13 v1'], 'and its owner');
select crier.feed_write('[]');
select is((select sum(head) from crier.feed_head), 7::numeric, 'nothing to tell, nothing written');

select is(admin.fan_out_v1(3), 3, 'carries at most so many rows');
select ok(admin.fan_out_v1(100) > 0, 'and the rest');
select ok(admin.fan_out_v1(100) <= 2, 'then what North was told meanwhile, to pass it over');
select is(admin.fan_out_v1(100), 0, 'until there is nothing left');
select is(pg_temp.feed(pg_temp.id('11', '1')), array['1 channel 12 v1', '2 post 11 v3'],
  'North is told of Harbour''s items, not of its rulings');
select is(
  (select array_agg(kind || ' ' || right(item_id::text, 2) order by n) from crier.feed
    where region_id = pg_temp.id('00', '1') and n > 1),
  array['channel 12', 'post 11'], 'the centre is told of them once, not again by North or South');
select is(
  (select count(*) from crier.feed_head h where h.head <> (select count(*) from crier.feed f
    where f.region_id = h.region_id)),
  0::bigint, 'every head is the number of rows');
select is(
  (select count(*) from crier.fan_out f join crier.feed_head h using (region_id) where f.carried <> h.head), 0::bigint,
  'every cursor is at its head');
-- North's feed now holds rows of Harbour's items: they are passed over, not carried twice.
select crier.feed_write(jsonb_build_array(pg_temp.entry('post', pg_temp.id('11', '1'), pg_temp.id('50', '15'), 1)));
select is(admin.fan_out_v1(100), 1, 'one new row of North');
select is((select count(*) from crier.feed where region_id = pg_temp.id('00', '1')
  and owner_region_id = pg_temp.id('33', '1')),
  2::bigint, 'Harbour''s rows are not carried by North again');
select is((select kind || right(item_id::text, 2) from crier.feed where region_id = pg_temp.id('00',
  '1') order by n desc limit 1),
  'post15', 'North''s own is');

prepare many as select crier.feed_write((select jsonb_agg(
  pg_temp.entry('post', pg_temp.id('22', '1'), gen_random_uuid(), 1)) from generate_series(1, 500)));
select lives_ok('many', 'a large batch');
select is(
  (select array_agg(distinct f.n - f.place) from (
    select n, row_number() over (order by n) as place from crier.feed where region_id = pg_temp.id('22', '1')) f),
  array[0::bigint], 'stays contiguous');
select * from finish();
rollback;
