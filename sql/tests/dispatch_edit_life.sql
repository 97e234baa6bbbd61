-- Edits of posts that are out: a delivery of their own, judged like a publish, that carries the name of what stands
-- there.
\set ECHO none
\ir fixture/begin.sql
\ir fixture/dispatch.sql
select no_plan();

-- A new revision, approved, that the scheduler has seen.
create function pg_temp.revise(n text, r integer, words text) returns void language plpgsql as $$
declare
  p crier.post;
begin
  update crier.post x set revision = r, content = jsonb_set(x.content, '{texts,en}', to_jsonb(words)),
    digest = crier.content_digest(x.post_id, jsonb_set(x.content, '{texts,en}', to_jsonb(words))),
    approvals = jsonb_build_array(jsonb_build_object('activity_id', pg_temp.id('yes ' || n || r),
      'member_id', pg_temp.id('bob'))), version = x.version + 1, planned_version = x.version + 1
  where x.post_id = pg_temp.id('post ' || n) returning * into p;
  insert into crier.revision (region_id, post_id, revision, digest, content, member_id, member_name, activity_id,
    written_at, epoch)
  select p.region_id, p.post_id, r, p.digest, p.content, p.member_id, 'Ann', pg_temp.id('edit ' || n || r),
    clock_timestamp(), b.epoch from crier.body b;
  insert into crier.approval (region_id, post_id, revision, member_region_id, member_id, tier, digest, activity_id,
    approved_at)
  values (p.region_id, p.post_id, r, pg_temp.id('north'), pg_temp.id('bob'), 'approver', p.digest,
    pg_temp.id('yes ' || n || r), clock_timestamp());
end $$;
create function pg_temp.edit_id(n text, r integer) returns uuid language sql immutable as $$
  select crier.derived_id('delivery', pg_temp.id('post ' || n)::text, pg_temp.id('north-channel')::text, 'edit',
    r::text) $$;
-- The edit of a sent publish to the post's revision, waiting.
create function pg_temp.edit(n text) returns uuid language sql as $$
  insert into crier.delivery (region_id, delivery_id, channel_id, post_region_id, post_id, kind, revision, digest,
    class, priority, state, due_at, not_after, idempotency_key, remote_id, remote_url, activity_id)
  select d.region_id, pg_temp.edit_id(n, p.revision), d.channel_id, d.post_region_id, d.post_id, 'edit', p.revision,
    p.digest, p.class, d.priority, 'waiting', clock_timestamp(), clock_timestamp() + interval '1 hour',
    'edit key ' || n || p.revision, d.remote_id, d.remote_url, p.activity_id
  from crier.delivery d join crier.post p on p.region_id = d.post_region_id and p.post_id = d.post_id
  where d.delivery_id = pg_temp.delivery(n);
  select admin.lanes_recompute(array[pg_temp.id('north')], array[pg_temp.id('north-channel')], null, false);
  select pg_temp.edit_id(n, p.revision) from crier.post p where p.post_id = pg_temp.id('post ' || n) $$;
create function pg_temp.standing(n text, r integer) returns text language sql as $$
  select d.state || coalesce(' ' || d.reason, '') from crier.delivery d where d.delivery_id = pg_temp.edit_id(n, r) $$;
create function pg_temp.find(n text, r integer, found text, fence bigint default null) returns text language sql as $$
  select admin.resolve_v1(jsonb_build_array(jsonb_build_object('region_id', d.region_id, 'delivery_id', d.delivery_id,
    'fence', d.fence, 'found', found, 'repeat', 'safe')), '0', '30 seconds') -> 0 ->> 'state'
  from crier.delivery d where d.delivery_id = pg_temp.edit_id(n, r) $$;

-- Published, changed, approved again: the edit goes out, past the ceiling of new posts.
select pg_temp.post('a'), pg_temp.plan_post('a');
select pg_temp.settle('one', pg_temp.intent('one', pg_temp.claim('one')), 'sent');
select is(pg_temp.state('a'), 'sent', 'a post is out');
select pg_temp.revise('a', 2, 'better words'), pg_temp.edit('a');
update crier.channel set ceiling_per_hour = 1 where channel_id = pg_temp.id('north-channel');
create temp table t as select pg_temp.claim('one') as claim;
select is(claim -> 'work' -> 0 -> 'delivery' ->> 'kind', 'edit', 'its edit is claimed') from t;
select is(claim -> 'work' -> 0 -> 'delivery' ->> 'remote_id', 'remote ' || pg_temp.delivery('a'),
  'with the name of what stands there') from t;
select is(claim -> 'work' -> 0 -> 'before' -> 'texts' ->> 'en', 'a', 'with what was sent') from t;
select is(claim -> 'work' -> 0 -> 'post' -> 'content' -> 'texts' ->> 'en', 'better words', 'and what is wanted') from t;
create temp table i as select pg_temp.intent('one', claim) as intent from t;
select ok((intent -> 0 ->> 'allowed')::boolean, 'it may go: it is no new post') from i;
select is((select count(*) from crier.attempt x where x.delivery_id = pg_temp.edit_id('a', 2) and x.kind = 'intent'
  and x.approvals -> 0 ->> 'member_id' = pg_temp.id('bob')::text), 1::bigint, 'by its own approval');

-- Its outcome is lost: looked up like any other, without other wordings.
select pg_temp.settle('one', intent, 'unknown') from i;
update crier.delivery set deadline = clock_timestamp() where state = 'unknown';
create temp table l as select admin.look_v1(8, '30 seconds') as looks;
select is((looks -> 0 -> 'content' -> 'texts' ->> 'en') || (looks -> 0 ->> 'earlier'), 'better words[]',
  'the wanted words are looked for') from l;
select is(pg_temp.find('a', 2, 'absent'), 'unknown', 'absent once is not enough');
select is(pg_temp.find('a', 2, 'absent'), 'waiting', 'twice: it goes again');
select pg_temp.settle('one', pg_temp.intent('one', pg_temp.claim('one')), 'unknown');
update crier.delivery set deadline = clock_timestamp() where state = 'unknown';
select is(pg_temp.find('a', 2, 'present'), 'sent', 'present: it is sent');
select is((select remote_id from crier.delivery where delivery_id = pg_temp.edit_id('a', 2)),
  'remote ' || pg_temp.delivery('a'), 'under the same name, which is no twin of its publish');

-- Read back: what stands there is the edit's.
create temp table r as select admin.read_back_v1(8, '0', '-1 hour') as read;
select is(jsonb_array_length(read), 1, 'one of the two is read back') from r;
select is((read -> 0 -> 'delivery' ->> 'kind') || ': ' || (read -> 0 -> 'content' -> 'texts' ->> 'en'),
  'edit: better words', 'the one that stands') from r;

-- A further edit knows what the last one left; without its approval it does not go.
select pg_temp.revise('a', 3, 'best words'), pg_temp.edit('a');
update crier.post set state = 'submitted' where post_id = pg_temp.id('post a');
select is(pg_temp.try(), 'not_approved', 'an edit that is not approved does not go');
update crier.post set state = 'approved' where post_id = pg_temp.id('post a');
update crier.delivery set state = 'waiting', reason = null where delivery_id = pg_temp.edit_id('a', 3);
select pg_temp.revise('a', 4, 'other words');
select admin.lanes_recompute(array[pg_temp.id('north')], array[pg_temp.id('north-channel')], null, false);
update crier.lane set hold_until = '-infinity', owner = null, lease_until = '-infinity';
create temp table u as select pg_temp.claim('one') as claim;
select is(claim -> 'work' -> 0 -> 'before' -> 'texts' ->> 'en', 'better words', 'what the last edit said') from u;
select is(pg_temp.intent('one', claim) -> 0 ->> 'reason', 'changed', 'an older wording does not go') from u;
select is(pg_temp.standing('a', 3), 'stopped changed', 'and says why');

-- One publish, whatever edits there are.
select throws_ok($$ insert into crier.delivery (region_id, delivery_id, channel_id, post_region_id, post_id, kind,
    revision, digest, class, priority, state, due_at, idempotency_key, activity_id)
  select d.region_id, gen_random_uuid(), d.channel_id, d.post_region_id, d.post_id, 'publish', 2, d.digest, d.class, 9,
    'waiting', d.due_at, 'another key', d.activity_id
  from crier.delivery d where d.delivery_id = pg_temp.delivery('a') $$, '23505', null, 'never a second publish');

-- Withdrawn while an edit is in doubt: it does not go again.
select pg_temp.edit('a');
update crier.channel set ceiling_per_hour = 1000 where channel_id = pg_temp.id('north-channel');
update crier.delivery set withdrawal = true, state = 'unknown', look_at = clock_timestamp(),
  deadline = clock_timestamp(), fence = 1000, intent_at = clock_timestamp(), owner = pg_temp.id('one')
where delivery_id = pg_temp.edit_id('a', 4);
select pg_temp.find('a', 4, 'absent');
select is(pg_temp.find('a', 4, 'absent'), 'withdrawn', 'absent and withdrawn: it stays away');

-- After a restore an overdue edit asks a person.
select pg_temp.revise('a', 5, 'last words'), pg_temp.edit('a');
update crier.delivery set state = 'unknown', reason = 'restored', look_at = clock_timestamp(),
  due_at = clock_timestamp() - interval '1 minute'
where delivery_id = pg_temp.edit_id('a', 5);
select pg_temp.find('a', 5, 'absent');
select is(pg_temp.find('a', 5, 'absent'), 'missed', 'a restore does not speak');

-- What was prepared belongs to one revision.
select pg_temp.post('p'), pg_temp.plan_post('p');
update crier.delivery set progress = '{"media": "1"}' where delivery_id = pg_temp.delivery('p');
update crier.post set due_at = null, version = version + 1 where post_id = pg_temp.id('post p');
select pg_temp.plan_post('p', 'north', 'waiting', '-2 seconds');
select is((select progress from crier.delivery where delivery_id = pg_temp.delivery('p')), '{"media": "1"}'::jsonb,
  'another time keeps it');
select pg_temp.revise('p', 2, 'new words'), pg_temp.plan_post('p');
select is((select progress from crier.delivery where delivery_id = pg_temp.delivery('p')), '{}'::jsonb,
  'another revision does not');

-- Images come in chunks, with what is known of the whole.
select is((select count(*) from admin.media_chunk_v1(pg_temp.id('north'), sha256('image'), 0)), 0::bigint,
  'no image, no row');
insert into crier.media (region_id, sha256, content_type, octets, width, height)
values (pg_temp.id('north'), sha256('image'), 'image/png', 5, 1, 1);
insert into crier.media_chunk values (pg_temp.id('north'), sha256('image'), 0, 'image');
select results_eq(
  $$ select octets, complete, bytes from admin.media_chunk_v1(pg_temp.id('north'), sha256('image'), 0) $$,
  $$ values (5::bigint, false, 'image'::bytea) $$, 'a chunk');
select results_eq($$ select bytes from admin.media_chunk_v1(pg_temp.id('north'), sha256('image'), 1) $$,
  $$ values (null::bytea) $$, 'and none after the last');
select is((select count(*) from admin.media_chunk_v1(pg_temp.id('south'), sha256('image'), 0)), 0::bigint,
  'with the office that has it');
select * from finish();
rollback;
