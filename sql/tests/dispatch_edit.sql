-- Words that change while a post is out: an edit of what was sent, never a second publish.
\ir fixture/begin.sql
\ir fixture/dispatch.sql
select plan(44);

-- New words for a post, approved.
create function pg_temp.reword(n text, revision integer, words text) returns void language plpgsql as $$
declare
  known uuid := pg_temp.id('post ' || n);
  said jsonb := (select jsonb_set(p.content, '{texts,en}', to_jsonb(words)) from crier.post p where p.post_id = known);
begin
  update crier.post p set content = said, digest = crier.content_digest(known, said), revision = $2,
    version = p.version + 1, state = 'approved', approvals = jsonb_build_array(jsonb_build_object('activity_id',
      pg_temp.id('yes ' || n || $2), 'member_id', pg_temp.id('bob')))
  where p.post_id = known;
  insert into crier.revision (region_id, post_id, revision, digest, content, member_id, member_name, activity_id,
    written_at, epoch)
  select p.region_id, p.post_id, p.revision, p.digest, p.content, pg_temp.id('ann'), 'Ann', pg_temp.id('act'), now(),
    (select epoch from crier.body) from crier.post p where p.post_id = known;
  insert into crier.approval (region_id, post_id, revision, member_region_id, member_id, tier, digest, activity_id,
    approved_at)
  select p.region_id, p.post_id, p.revision, pg_temp.id('north'), pg_temp.id('bob'), 'approver', p.digest,
    pg_temp.id('yes ' || n || $2), now() from crier.post p where p.post_id = known;
end $$;
create function pg_temp.edit_id(n text, revision integer) returns uuid language sql as $$
  select crier.derived_id('delivery', pg_temp.id('post ' || n)::text, pg_temp.id('north-channel')::text, 'edit',
    revision::text) $$;
create function pg_temp.wanted_edit(n text, revision integer, becomes text default 'waiting', why text default null)
returns jsonb language sql as $$
  select pg_temp.wanted(n) || jsonb_build_object('delivery_id', pg_temp.edit_id(n, revision), 'kind', 'edit',
    'not_after', null, 'idempotency_key', 'edit ' || n || revision, 'state', becomes, 'reason', why, 'revision',
    revision, 'priority', 9, 'due_at', now()) $$;
create function pg_temp.plan_with(n text, wanted jsonb, waits jsonb default '[]') returns integer language sql as $$
  select admin.plan_write_v1(jsonb_build_object('wanted', wanted, 'waits', waits, 'posts', (
    select jsonb_agg(jsonb_build_object('region_id', p.region_id, 'post_id', p.post_id, 'version', p.version))
    from crier.post p where p.post_id = pg_temp.id('post ' || n)))) $$;
create function pg_temp.edit_state(n text, revision integer) returns text language sql as $$
  select d.state || coalesce(' ' || d.reason, '') from crier.delivery d
  where d.delivery_id = pg_temp.edit_id($1, $2) $$;
create function pg_temp.loaded(n text) returns jsonb language sql as $$
  select l from jsonb_array_elements(admin.plan_load_v1(100)) l
  where l -> 'post' ->> 'post_id' = pg_temp.id('post ' || n)::text $$;
create function pg_temp.waits(n text) returns jsonb language sql as $$
  select jsonb_build_array(jsonb_build_object('region_id', pg_temp.id('north'), 'delivery_id', pg_temp.delivery(n))) $$;

create function pg_temp.find(n text, found text, repeat text) returns text language sql as $$
  select admin.resolve_v1(jsonb_build_array(jsonb_build_object('region_id', region_id, 'delivery_id', delivery_id,
    'fence', fence, 'found', found, 'repeat', repeat, 'remote_id', case found when 'present' then 'found' end)),
    '0', '30 seconds') -> 0 ->> 'state' from crier.delivery where delivery_id = pg_temp.delivery(n) $$;

-- Whoever holds the lane has the older words in hand: they do not go out for the newer ones, nor fail for them.
select pg_temp.post('e', channels => '{south}'), pg_temp.plan_post('e', 'south');
create temp table held as select pg_temp.claim('one') as claim;
select pg_temp.reword('e', 2, 'other');
select pg_temp.plan_with('e', jsonb_build_array(pg_temp.wanted('e', 'south')));
select is(pg_temp.intent('one', claim) -> 0 ->> 'reason', 'lease_lost', 'words that were replaced do not go out')
  from held;
select ok(not admin.progress_v1(pg_temp.id('one'), pg_temp.id('south'), pg_temp.delivery('e', 'south'),
  (claim -> 'work' -> 0 ->> 'fence')::bigint, '{"draft": "older"}'), 'nor is what was prepared of them kept') from held;
select admin.settle_v1(pg_temp.id('one'), jsonb_build_array(jsonb_build_object('region_id', pg_temp.id('south'),
  'delivery_id', pg_temp.delivery('e', 'south'), 'fence', claim -> 'work' -> 0 -> 'fence', 'outcome', 'rejected',
  'before_intent', true))) from held;
select is(pg_temp.state('e', 'south'), 'waiting', 'nor do the newer ones fail for them');
select is(pg_temp.claim('two') #>> '{work,0,post,content,texts,en}', 'other', 'and these may go at once');
select admin.decide_v1(pg_temp.id('south'), pg_temp.delivery('e', 'south'), 'drop', null, null, pg_temp.id('act'));

-- Sent, then changed.
select pg_temp.post('a'), pg_temp.plan_post('a');
select pg_temp.settle('one', pg_temp.intent('one', pg_temp.claim('one')), 'sent');
select pg_temp.reword('a', 2, 'better');
select is(pg_temp.loaded('a') #>> '{words,1,texts,en}', 'a', 'the planner is told what was sent');
select is(pg_temp.loaded('a') #>> '{channels,0,platform}', 'mastodon', 'and on what platform it stands');
select is(pg_temp.plan_with('a', jsonb_build_array(pg_temp.wanted_edit('a', 2))), 1, 'an edit is made');
select is((select remote_id from crier.delivery where delivery_id = pg_temp.edit_id('a', 2)),
  (select remote_id from crier.delivery where delivery_id = pg_temp.delivery('a')), 'of what the publish left there');
select is(pg_temp.plan_with('a', jsonb_build_array(pg_temp.wanted_edit('a', 2))), 0, 'and made once');
update crier.channel set ceiling_per_hour = 1 where channel_id = pg_temp.id('north-channel');
select is(pg_temp.try(), 'allowed', 'it goes, though the hour is full: it is no further post');
select is((select count(*) from crier.delivery where post_id = pg_temp.id('post a') and kind = 'publish'), 1::bigint,
  'one publish, for ever');
select pg_temp.fall_silent();
update crier.delivery set state = 'sent', sent_at = now() where delivery_id = pg_temp.edit_id('a', 2);
update crier.channel set ceiling_per_hour = 1000 where channel_id = pg_temp.id('north-channel');
select throws_ok(format($$ insert into crier.delivery (region_id, delivery_id, channel_id, post_region_id, post_id,
  kind, revision, digest, class, priority, state, due_at, idempotency_key, activity_id) select region_id,
  gen_random_uuid(), channel_id, post_region_id, post_id, 'publish', 3, digest, class, 9, 'waiting', now(), 'x',
  activity_id from crier.delivery where delivery_id = %L $$, pg_temp.delivery('a')), '23505', null,
  'a second publish is refused whoever writes it');

-- Newer words: what was not yet sent is not sent any more.
select pg_temp.reword('a', 3, 'good');
select pg_temp.plan_with('a', jsonb_build_array(pg_temp.wanted_edit('a', 3)));
select pg_temp.reword('a', 4, 'best');
select is(pg_temp.try(), 'changed', 'an edit of older words is stopped at the gate');
select is(pg_temp.edit_state('a', 3), 'stopped changed', 'and says why');
select pg_temp.plan_with('a', jsonb_build_array(pg_temp.wanted_edit('a', 4),
  pg_temp.wanted_edit('a', 3, 'withdrawn', 'overtaken')));
select is(pg_temp.edit_state('a', 3), 'withdrawn overtaken', 'the planner takes it out of the way');
select is(pg_temp.edit_state('a', 4), 'waiting', 'for the newest');

-- A withdrawal takes down, after an edit too.
update crier.post set state = 'withdrawn', version = version + 1 where post_id = pg_temp.id('post a');
select pg_temp.plan_with('a', jsonb_build_array(pg_temp.wanted('a', becomes => 'withdrawn'),
  pg_temp.wanted_edit('a', 4, 'withdrawn', 'withdrawn')));
select is(pg_temp.state('a', kind => 'take_down'), 'waiting', 'what is out is taken down');
select is(pg_temp.edit_state('a', 4), 'withdrawn withdrawn', 'and nothing more is changed there');
select pg_temp.settle('one', pg_temp.intent('one', pg_temp.claim('one')), 'sent');

-- A platform that cannot: a person decides.
select pg_temp.post('b'), pg_temp.plan_post('b');
select pg_temp.settle('one', pg_temp.intent('one', pg_temp.claim('one')), 'sent');
select pg_temp.reword('b', 2, 'better');
select pg_temp.plan_with('b', jsonb_build_array(pg_temp.wanted_edit('b', 2, 'parked', 'no_edit')));
select is(pg_temp.edit_state('b', 2), 'parked no_edit', 'it waits for a person');
select is((select sentence from crier.delivery where delivery_id = pg_temp.edit_id('b', 2)),
  'This platform cannot change a post that is out: take it down, or leave it as it is.', 'with what they can do');
select is(admin.decide_v1(pg_temp.id('north'), pg_temp.edit_id('b', 2), 'absent_send', null, null,
  pg_temp.id('act')) ->> 'reason', 'wrong_state', 'it cannot be sent');
select is(admin.decide_v1(pg_temp.id('north'), pg_temp.edit_id('b', 2), 'absent_drop', null, null,
  pg_temp.id('act')) ->> 'after', 'withdrawn', 'it is left as it is');

select pg_temp.reword('b', 3, 'best');
select pg_temp.plan_with('b', jsonb_build_array(pg_temp.wanted_edit('b', 3, 'parked', 'no_edit')));
select pg_temp.reword('b', 4, 'best of all');
select pg_temp.plan_with('b', jsonb_build_array(pg_temp.wanted_edit('b', 4, 'parked', 'no_edit'),
  pg_temp.wanted_edit('b', 3, 'withdrawn', 'overtaken')));
select is(pg_temp.edit_state('b', 3), 'withdrawn overtaken', 'newer words ask anew, and once');
update crier.post set state = 'withdrawn', version = version + 1 where post_id = pg_temp.id('post b');
select pg_temp.plan_with('b', jsonb_build_array(pg_temp.wanted('b', becomes => 'withdrawn'),
  pg_temp.wanted_edit('b', 4, 'withdrawn', 'withdrawn')));
select is(pg_temp.edit_state('b', 4), 'withdrawn withdrawn', 'a withdrawal leaves nothing to decide');
select is(pg_temp.state('b', kind => 'take_down'), 'waiting', 'and takes down');
select pg_temp.settle('one', pg_temp.intent('one', pg_temp.claim('one')), 'sent');

-- In flight, or in doubt: the edit waits for the outcome.
select pg_temp.post('c'), pg_temp.plan_post('c');
create temp table i as select pg_temp.intent('one', pg_temp.claim('one')) as intent;
select pg_temp.reword('c', 2, 'better');
select is(pg_temp.plan_with('c', jsonb_build_array(pg_temp.wanted_edit('c', 2)), pg_temp.waits('c')), 0,
  'no edit of what is not surely there');
select is(pg_temp.loaded('c'), null, 'nothing to plan while it is on its way');
select pg_temp.settle('one', intent, 'unknown') from i;
select is(pg_temp.loaded('c'), null, 'nor while it is in doubt');
select is(pg_temp.find('c', 'present', 'never'), 'sent', 'found');
select is(pg_temp.loaded('c') #>> '{words,1,texts,en}', 'c', 'planned again once it is known');
select pg_temp.plan_with('c', jsonb_build_array(pg_temp.wanted_edit('c', 2)));
select is(pg_temp.edit_state('c', 2), 'waiting', 'and now the edit is made');
select is(pg_temp.loaded('c'), null, 'once');

-- Its time moves while it is in doubt: it does not go again at the old one.
update crier.delivery set state = 'withdrawn' where delivery_id = pg_temp.edit_id('c', 2);
select pg_temp.post('m'), pg_temp.plan_post('m');
create temp table moved as select pg_temp.intent('one', pg_temp.claim('one')) as intent;
update crier.post set version = version + 1 where post_id = pg_temp.id('post m');
select pg_temp.plan_with('m', '[]', pg_temp.waits('m'));
select pg_temp.settle('one', intent, 'surely_not') from moved;
select is(pg_temp.try(), 'replan', 'it waits for its new time');
select isnt(pg_temp.loaded('m'), null, 'which is set now');
update crier.lane set hold_until = '-infinity';
select is(pg_temp.plan_with('m', jsonb_build_array(pg_temp.wanted('m', due => '1 day'))), 1, 'by the planner');
select is(pg_temp.loaded('m'), null, 'once');
select is(pg_temp.try(), null, 'nothing goes at the old time');
update crier.delivery set due_at = clock_timestamp() where delivery_id = pg_temp.delivery('m');
select admin.lanes_recompute(array[pg_temp.id('north')], array[pg_temp.id('north-channel')], null, false);
select is(pg_temp.try(), 'allowed', 'it goes at the new one');
select pg_temp.fall_silent(), admin.sweep_v1('0');
update crier.delivery set edit_waits = true, fence = null where delivery_id = pg_temp.delivery('m');
select admin.decide_v1(pg_temp.id('north'), pg_temp.delivery('m'), 'absent_send', null, null, pg_temp.id('act'));
select is(pg_temp.try(), 'allowed', 'nor does a time stand against a person who says that it is sent now');
update crier.delivery set state = 'withdrawn' where delivery_id = pg_temp.delivery('m');
update crier.lane set owner = null, lease_until = '-infinity';

-- After a restore: what is found may be older words than those that were planned; an edit may simply be made again.
select pg_temp.post('d'), pg_temp.plan_post('d');
select admin.epoch_change_v1('drill');
select ok(edit_waits, 'the outcome of the look-up is planned for') from crier.delivery
  where delivery_id = pg_temp.delivery('d');
select is(pg_temp.loaded('d'), null, 'but not before it is known');
update crier.delivery set state = 'sent', remote_id = 'found', reason = null where delivery_id = pg_temp.delivery('d');
select is(pg_temp.loaded('d') #>> '{words,1,texts,en}', 'd', 'then the post is planned again');
select pg_temp.reword('c', 3, 'best');
select pg_temp.plan_with('c', jsonb_build_array(pg_temp.wanted_edit('c', 3)));
select is(pg_temp.edit_state('c', 3), 'waiting', 'an edit of a post of before is no publish that may be forgotten');

select ok(not (crier.delivery_item(d) ? 'edit_waits'), 'machinery is nobody''s to see') from crier.delivery d
  where d.delivery_id = pg_temp.delivery('c');
select * from finish();
rollback;
