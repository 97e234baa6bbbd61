-- A post that waits for somebody's choice: guarded whoever writes, told to whoever sees the post, held at the gate.
\ir fixture/begin.sql
\ir fixture/dispatch.sql
select plan(15);

create function pg_temp.conflict(n text, post text, field text, choice text default null)
returns jsonb language sql as $$
  select jsonb_build_object('region_id', pg_temp.id('north'), 'conflict_id', pg_temp.id(n), 'kind', 'post', 'item_id',
    pg_temp.id('post ' || post), 'field', field, 'base', '{"text": "was"}'::jsonb, 'centre', '{"text": "ours"}'::jsonb,
    'theirs', '{"text": "theirs"}'::jsonb, 'centre_member_id', pg_temp.id('dee'), 'centre_member_name', 'Dee',
    'centre_activity_id', pg_temp.id('act 1'), 'centre_at', now(), 'their_member_id', pg_temp.id('ann'),
    'their_member_name', 'Ann', 'their_activity_id', pg_temp.id('act 2'), 'their_at', now(), 'earlier', '[]'::jsonb,
    'version', 1, 'activity_id', pg_temp.id('act 2'))
  || case when choice is null then '{}' else jsonb_build_object('choice', choice, 'taken', '{"text": "ours"}'::jsonb,
    'resolved_by', pg_temp.id('dee'), 'resolved_name', 'Dee', 'resolved_activity_id', pg_temp.id('act 3'),
    'resolved_at', now()) end $$;
create function pg_temp.write(variadic conflicts jsonb[]) returns jsonb language sql as $$
  select admin.conflicts_write(jsonb_build_object('revisions', '[]'::jsonb, 'conflicts', to_jsonb(conflicts))) $$;

-- Gate and guard.
select pg_temp.post('a', channels => '{north,south}'), pg_temp.plan_post('a');
select pg_temp.post('b', state => 'draft');
set constraints all immediate;
set constraints all deferred;
create temp table told as select pg_temp.write(pg_temp.conflict('one', 'a', 'text.en')) as feed;
select is(pg_temp.try(), 'conflict', 'an approved post would not pass the gate while somebody must choose');
select is(pg_temp.state('a'), 'stopped conflict', 'it is held back and says why');
select throws_ok('set constraints all immediate', '23514', null, 'and is never written so: the state is no draft');
select is((select feed #>> '{0,kind}' from told), 'conflict', 'the feed is told');
select is((select feed #> '{0,also}' from told), (select jsonb_agg(x order by x) from unnest(
  array[pg_temp.id('north'), pg_temp.id('south')]) x), 'and so is every office on whose channels the post stands');
update crier.post set state = 'draft' where post_id = pg_temp.id('post a');
select lives_ok('set constraints all immediate', 'a draft may wait for a choice');
select throws_ok(format('update crier.post set state = ''submitted'' where post_id = %L', pg_temp.id('post a')),
  '23514', null, 'but cannot be handed in');
select throws_ok($$ select pg_temp.write(pg_temp.conflict('two', 'a', 'text.en')) $$, '23505', null,
  'one open conflict for each field');
select lives_ok($$ select pg_temp.write(pg_temp.conflict('three', 'a', 'text.cy')) $$,
  'another field is another matter');
select throws_ok($$ select pg_temp.write(pg_temp.conflict('four', 'b', 'due') || '{"choice": "centre"}') $$, '23514',
  null, 'a choice names who made it');
select throws_ok($$ select pg_temp.write(pg_temp.conflict('five', 'none', 'due')) $$, '23503', null,
  'a conflict is of a post');
select pg_temp.write(pg_temp.conflict('one', 'a', 'text.en', 'centre'), pg_temp.conflict('three', 'a', 'text.cy',
  'centre'));
select lives_ok(format('update crier.post set state = ''submitted'' where post_id = %L', pg_temp.id('post a')),
  'once somebody chose it goes on');
select is((select count(*) from crier.conflict where region_id = pg_temp.id('north')), 2::bigint,
  'what was not taken stays on record');

-- The auditor.
select results_eq(format('select field, centre_member, their_member, chosen, chosen_by from audit.conflicts(%L)',
  pg_temp.id('post a')), $$ values ('text.cy', 'Dee', 'Ann', 'centre', 'Dee'),
    ('text.en', 'Dee', 'Ann', 'centre', 'Dee') $$, 'who wanted what, and who chose');

-- What the rules are given: the open ones of posts, and those that acts name.
select pg_temp.write(pg_temp.conflict('six', 'b', 'due'));
select is((select jsonb_agg(body -> 'conflict_id' order by body ->> 'field') from admin.reconcile_context_v1(
    jsonb_build_object('posts', jsonb_build_array(pg_temp.id('post a'), pg_temp.id('post b')), 'conflicts',
      jsonb_build_array(pg_temp.id('one')))) where kind = 'conflict'),
  jsonb_build_array(pg_temp.id('six'), pg_temp.id('one')), 'open ones, and those that are named');
select * from finish();
rollback;
