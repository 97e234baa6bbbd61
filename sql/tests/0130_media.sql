-- Images at the centre: what is named stays, what waits is released in order, and an image is stored beside the post
-- that names it. Who may reach which is tested elsewhere, with real logins.
begin;
create extension if not exists pgtap;
set local search_path = public, pg_catalog;
\ir fixture/known.sql
select plan(25);

create function pg_temp.image(n integer) returns bytea language sql as $$ select sha256(n::text::bytea) $$;
create function pg_temp.store(region text, n integer, is_complete boolean, age interval default '0') returns void
language sql as $$
  insert into crier.media (region_id, sha256, content_type, octets, width, height, complete, stored_at)
  values (pg_temp.id(region, '1'), pg_temp.image(n), 'image/png', 3, 1, 1, is_complete, clock_timestamp() - age);
  insert into crier.media_chunk (region_id, sha256, n, bytes)
  values (pg_temp.id(region, '1'), pg_temp.image(n), 0, 'abc') $$;

-- What cannot be an image.
select throws_ok($$ insert into crier.media (region_id, sha256, content_type, octets, width, height)
  values (pg_temp.id('11', '1'), pg_temp.image(0), 'image/png', 16777217, 1, 1) $$, '23514', null, 'too long');
select throws_ok($$ insert into crier.media (region_id, sha256, content_type, octets, width, height)
  values (pg_temp.id('11', '1'), pg_temp.image(0), 'image/png', 1, 50000, 1001) $$, '23514', null, 'too many pixels');
select throws_ok($$ insert into crier.media (region_id, sha256, content_type, octets, width, height)
  values (pg_temp.id('11', '1'), pg_temp.image(0), 'image/heic', 1, 1, 1) $$, '23514', null, 'of another kind');

-- The post's region gets its own copy of what only the acting region has; what was begun there gives way.
select pg_temp.store('00', 1, true), pg_temp.store('11', 1, false), pg_temp.store('11', 2, true);
create temporary table batch as
select jsonb_build_object(
  'rulings', jsonb_build_array(jsonb_build_object('region_id', pg_temp.id('00', '1'), 'activity_id', p.activity_id)),
  'revisions', jsonb_build_array(jsonb_build_object('region_id', p.region_id, 'post_id', p.post_id, 'activity_id',
    p.activity_id, 'content', jsonb_build_object('media', jsonb_build_array(
      jsonb_build_object('sha256', encode(pg_temp.image(1), 'hex')),
      jsonb_build_object('sha256', encode(pg_temp.image(2), 'hex'))))))) as batch
from crier.post p where p.region_id = pg_temp.id('11', '1') limit 1;
update crier.media_chunk set bytes = 'zzz' where region_id = pg_temp.id('11', '1') and sha256 = pg_temp.image(1);
select lives_ok($$ select admin.post_media_write(batch) from batch $$, 'a post names two images');
select lives_ok($$ select admin.post_media_write(batch) from batch $$, 'and again in its next revision');
select is((select count(*) from crier.post_media), 2::bigint, 'each is noted once');
select results_eq($$ select m.complete, c.bytes from crier.media m join crier.media_chunk c using (region_id, sha256)
    where m.region_id = pg_temp.id('11', '1') and m.sha256 = pg_temp.image(1) $$,
  $$ values (true, 'abc'::bytea) $$, 'the image is whole where the post is');
select is((select count(*) from crier.media where sha256 = pg_temp.image(2)), 1::bigint, 'what is there is not copied');
select throws_ok($$ delete from crier.media where region_id = pg_temp.id('11', '1') $$, '23503', null,
  'what a post names cannot be deleted');
select throws_ok($$ select admin.post_media_write(jsonb_set(batch, '{revisions,0,content,media,0,sha256}',
    to_jsonb(repeat('ab', 32)))) from batch $$, '23503', null, 'a post names no image that is not there');

-- What a conflict keeps for a person's choice is named too, and is where the post is.
select pg_temp.store('00', 6, true), pg_temp.store('00', 7, true);
create temporary table quarrel as
select jsonb_build_object('rulings', batch -> 'rulings', 'revisions', '[]'::jsonb, 'conflicts', jsonb_build_array(
  c.row || jsonb_build_object('theirs', jsonb_build_object('media', jsonb_build_array(
    jsonb_build_object('sha256', encode(pg_temp.image(6), 'hex'))))),
  c.row || jsonb_build_object('theirs', '{"text": "Hello"}'::jsonb),
  c.row || jsonb_build_object('their_activity_id', pg_temp.id('d1', '1'), 'theirs', jsonb_build_object('media',
    jsonb_build_array(jsonb_build_object('sha256', encode(pg_temp.image(7), 'hex'))))))) as batch
from batch, lateral (select jsonb_build_object('region_id', batch #> '{revisions,0,region_id}', 'item_id',
  batch #> '{revisions,0,post_id}', 'their_activity_id', batch #> '{revisions,0,activity_id}') as row) c;
select lives_ok($$ select admin.post_media_write(batch) from quarrel $$, 'a conflict names an image');
select results_eq($$ select m.complete, c.bytes from crier.media m join crier.media_chunk c using (region_id, sha256)
    where m.region_id = pg_temp.id('11', '1') and m.sha256 = pg_temp.image(6) $$,
  $$ values (true, 'abc'::bytea) $$, 'it is whole where the post is');
select is((select count(*) from crier.post_media where sha256 = pg_temp.image(6)), 1::bigint, 'and stays there');
select is((select count(*) from crier.post_media where sha256 = pg_temp.image(7)), 0::bigint,
  'what an earlier batch wrote is not written again');

-- Forgotten is what nobody names.
select pg_temp.store('22', 3, true, '31 days'), pg_temp.store('22', 4, false, '31 days'),
  pg_temp.store('22', 5, true, '29 days');
update crier.media set stored_at = stored_at - interval '1 year' where region_id = pg_temp.id('11', '1');
select is(admin.media_forget_v1('30 days'), 2, 'images that no post names are deleted after their time');
select set_eq($$ select sha256 from crier.media where region_id in (pg_temp.id('11', '1'), pg_temp.id('22', '1')) $$,
  $$ select pg_temp.image(n) from generate_series(1, 6) n where n not in (3, 4) $$, 'others stay');
select is((select count(*) from crier.media_chunk where sha256 in (pg_temp.image(3), pg_temp.image(4))), 0::bigint,
  'their bytes go with them');

-- Acts that wait: two of South on one item, one on another, each as old as its number of days.
insert into crier.activity (region_id, activity_id, agent_id, incarnation, restrictive, sequence, body, body_sha256,
  signature, login, received_at)
select pg_temp.id('22', '1'), pg_temp.id('d0', a.n::text), pg_temp.id('a9', '9'), 9, false, a.n, 'x', sha256('x'),
  decode(repeat('ab', 64), 'hex'), 'r_1', clock_timestamp() - make_interval(days => a.days)
from (values (1, 3), (2, 2), (3, 1), (4, 0)) a (n, days);
insert into crier.inbox (region_id, activity_id, restrictive, item_region_id, item_id, deferred_at, waits_for)
select pg_temp.id('22', '1'), pg_temp.id('d0', a.n::text), false, pg_temp.id('22', '1'), pg_temp.id('70', a.item),
  clock_timestamp(), a.waits
from (values (1, '1', array[pg_temp.image(8)]), (2, '1', '{}'::bytea[]), (3, '2', array[pg_temp.image(9)]))
  a (n, item, waits) order by a.n;
insert into crier.inbox (region_id, activity_id, restrictive)
values (pg_temp.id('22', '1'), pg_temp.id('d0', '4'), false);
select results_eq($$ select activity_id, office_waits from admin.reconcile_load_v1(10) $$,
  $$ values (pg_temp.id('d0', '4'), true) $$, 'what is deferred is passed over, and its office is named');
select is(admin.media_release_v1(clock_timestamp(), '14 days'), 0, 'nothing has come');
select pg_temp.store('22', 9, false);
select is(admin.media_release_v1(clock_timestamp(), '14 days'), 0, 'what is not complete has not come');
update crier.media set complete = true where sha256 = pg_temp.image(9);
select is(admin.media_release_v1(clock_timestamp(), '14 days'), 1, 'what has come releases its act alone');
select is(admin.media_release_v1(clock_timestamp() + interval '10 days 23 hours', '14 days'), 0, 'not before its time');
select is(admin.media_release_v1(clock_timestamp() + interval '11 days 1 hour', '14 days'), 2,
  'too long is too long, and what waited behind goes with it');
select results_eq($$ select activity_id, expired, office_waits from admin.reconcile_load_v1(10) $$,
  $$ values (pg_temp.id('d0', '1'), true, false), (pg_temp.id('d0', '2'), false, false),
    (pg_temp.id('d0', '3'), false, false), (pg_temp.id('d0', '4'), false, false) $$,
  'in their order, and only the one that waited has expired');
select throws_ok($$ update crier.inbox set deferred_at = clock_timestamp() $$, '23514', null,
  'what is deferred says what for');

select * from finish();
rollback;
