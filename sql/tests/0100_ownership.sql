-- Guards that hold whoever writes, by a superuser: who is logged in is tested elsewhere, with real logins.
begin;
create extension if not exists pgtap;
set local search_path = public, pg_catalog;
select plan(22);

create function pg_temp.u(n integer) returns uuid language sql as
$$ select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid $$;
create function pg_temp.bytes(n integer) returns bytea language sql as $$ select decode(repeat('ab', n), 'hex') $$;

select lives_ok($$ select admin.init_v1('Town', pg_temp.u(1), 'Centre', 'Europe/London', '{en}', pg_temp.u(11), 'Ada',
  pg_temp.u(21), pg_temp.bytes(32), now() + interval '1 day', pg_temp.bytes(32), pg_temp.bytes(32), 'k1',
  pg_temp.bytes(64)) $$, 'init makes the body');
select throws_ok($$ select admin.init_v1('Town', pg_temp.u(2), 'Centre', 'Europe/London', '{en}', pg_temp.u(12), 'Ada',
  pg_temp.u(22), pg_temp.bytes(32), now() + interval '1 day', pg_temp.bytes(32), pg_temp.bytes(32), 'k1',
  pg_temp.bytes(64)) $$, 'CR006', null, 'init works once');
select is(admin.root(), pg_temp.u(1), 'the region above all is the centre');
select results_eq($$ select kind from crier.event order by n $$, $$ values ('region'), ('member'), ('grant') $$,
  'init leaves an event for each item');
select results_eq($$ select kind, n from crier.feed where region_id = pg_temp.u(1) order by n $$,
  $$ values ('region', 1::bigint), ('member', 2), ('grant', 3) $$, 'and tells the feed');

insert into crier.region (region_id, parent_id, name, zone, languages, activity_id) values
  (pg_temp.u(2), pg_temp.u(1), 'Alpha', 'Europe/London', '{en}', pg_temp.u(9)),
  (pg_temp.u(3), pg_temp.u(2), 'Alpha East', 'Europe/London', '{en}', pg_temp.u(9));
select admin.region_made_v1(pg_temp.u(2)), admin.region_made_v1(pg_temp.u(3)), admin.region_made_v1(pg_temp.u(3));
select set_eq($$ select region_id, ancestor_id from crier.fan_out $$,
  $$ values (pg_temp.u(2), pg_temp.u(1)), (pg_temp.u(3), pg_temp.u(2)), (pg_temp.u(3), pg_temp.u(1)) $$,
  'a new region is carried to every region above');

insert into crier.member (region_id, member_id, name, activity_id) values
  (pg_temp.u(2), pg_temp.u(12), 'Al', pg_temp.u(9)), (pg_temp.u(2), pg_temp.u(13), 'Bea', pg_temp.u(9)),
  (pg_temp.u(2), pg_temp.u(14), 'Cy', pg_temp.u(9));
create function pg_temp.content(word text) returns jsonb language sql as
$$ select jsonb_build_object('texts', jsonb_build_object('en', word), 'visibility', 'public') $$;
insert into crier.post (region_id, post_id, member_id, state, class, revision, digest, content, writers, activity_id,
  created_at)
values (pg_temp.u(2), pg_temp.u(30), pg_temp.u(12), 'submitted', 'routine', 2,
  crier.content_digest(pg_temp.u(30), pg_temp.content('two')), pg_temp.content('two'),
  array[pg_temp.u(12), pg_temp.u(13)], pg_temp.u(9), now());
insert into crier.revision (region_id, post_id, revision, digest, content, member_id, member_name, activity_id,
  written_at)
select pg_temp.u(2), pg_temp.u(30), r.n, crier.content_digest(pg_temp.u(30), pg_temp.content(r.word)),
  pg_temp.content(r.word), r.member, 'Al', pg_temp.u(9), now()
from (values (1, 'one', pg_temp.u(12)), (2, 'two', pg_temp.u(13))) r (n, word, member);
set constraints all immediate;

create function pg_temp.approve(member integer, revision integer) returns void language sql as $$
  insert into crier.approval (region_id, post_id, revision, member_region_id, member_id, tier, digest, activity_id,
    approved_at)
  values (pg_temp.u(2), pg_temp.u(30), revision, pg_temp.u(2), pg_temp.u(member), 'approver', pg_temp.bytes(32),
    gen_random_uuid(), now()) $$;
select throws_ok($$ select pg_temp.approve(12, 2) $$, '23514', null, 'the author cannot approve');
select throws_ok($$ select pg_temp.approve(13, 2) $$, '23514', null, 'a writer of the revision cannot approve');
select lives_ok($$ select pg_temp.approve(13, 1) $$, 'who wrote only later could approve what was before');
select lives_ok($$ select pg_temp.approve(14, 2) $$, 'somebody else can approve');

select throws_ok($$ update crier.approval set tier = 'manager' $$, '42501', null, 'approvals are never changed');
select throws_ok($$ delete from crier.revision $$, '42501', null, 'revisions are never deleted');
select throws_ok($$ update crier.event set verb = 'x' $$, '42501', null, 'events are never changed');
select throws_ok($$ truncate crier.event cascade $$, '42501', null, 'nor truncated');
select throws_ok($$ truncate crier.activity cascade $$, '42501', null, 'acts are never truncated');

select is(admin.push_v1(pg_temp.u(40), false, array[pg_temp.u(51), pg_temp.u(52)], '{a,b}',
  array[pg_temp.bytes(64), pg_temp.bytes(64)]), 2::bigint, 'the centre pushes by its own door');
select is(admin.push_v1(pg_temp.u(40), true, array[pg_temp.u(53)], '{c}', array[pg_temp.bytes(64)]), 1::bigint,
  'restrictive acts have a sequence of their own');
select results_eq($$ select activity_id, sequence from crier.activity join crier.inbox using (region_id, activity_id)
    where region_id = pg_temp.u(1) order by inbox.restrictive desc, inbox.n $$,
  $$ values (pg_temp.u(53), 1::bigint), (pg_temp.u(51), 1), (pg_temp.u(52), 2) $$, 'and come first in the inbox');
insert into crier.ruling (region_id, activity_id, ruling_no, verdict)
values (pg_temp.u(1), pg_temp.u(51), 4711, 'accepted');
select results_eq(
  $$ select version, body::text ~ '4711' from crier.items_json('ruling', array[pg_temp.u(1)], array[pg_temp.u(51)]) $$,
  $$ values (1::bigint, false) $$, 'an office is not told the number of its ruling, which counts everybody''s');
select throws_ok(
  $$ select admin.push_v1(pg_temp.u(40), false, array[pg_temp.u(54)], '{d}', array[pg_temp.bytes(63)]) $$,
  'CR009', 'an act lacks a part or has an id that is taken', 'a short signature is refused, its value unsaid');
select throws_ok($$ select sync.me() $$, 'CR003', null, 'a login of no region is nobody');
select is(admin.verifier_get_v1(pg_temp.u(11)) ->> 'code_pending', 'true', 'the administrator''s code stands');

select * from finish();
rollback;
