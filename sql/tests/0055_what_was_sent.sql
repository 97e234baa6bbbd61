-- The auditor's questions on tries as the routines of dispatch write them.
\ir fixture/begin.sql
\ir fixture/dispatch.sql
select no_plan();

-- A new revision, submitted and approved by Bob, as the rules would leave it.
create function pg_temp.revise(n text, revision integer, words text) returns void language plpgsql as $$
declare
  post crier.post;
begin
  update crier.post p set revision = revise.revision, content = jsonb_set(p.content, '{texts,en}', to_jsonb(words)),
    digest = crier.content_digest(p.post_id, jsonb_set(p.content, '{texts,en}', to_jsonb(words))), state = 'approved',
    approvals = jsonb_build_array(jsonb_build_object('activity_id', pg_temp.id('yes ' || n || revise.revision),
      'member_id', pg_temp.id('bob'))), version = p.version + 1
  where p.post_id = pg_temp.id('post ' || n) returning * into post;
  insert into crier.revision (region_id, post_id, revision, digest, content, member_id, member_name, activity_id,
    written_at)
  values (post.region_id, post.post_id, revise.revision, post.digest, post.content, post.member_id, 'Ann',
    pg_temp.id('edit ' || n || revise.revision), clock_timestamp());
  insert into crier.approval (region_id, post_id, revision, member_region_id, member_id, tier, digest, activity_id,
    approved_at)
  values (post.region_id, post.post_id, revise.revision, pg_temp.id('north'), pg_temp.id('bob'), 'approver',
    post.digest, pg_temp.id('yes ' || n || revise.revision), clock_timestamp());
end $$;
create function pg_temp.send(outcome text, more jsonb default '{}') returns jsonb language sql as $$
  select pg_temp.settle('one', pg_temp.intent('one', pg_temp.claim('one')), outcome, more) $$;
create function pg_temp.tries(n text) returns table (step text, revision integer, matches boolean) language sql as $$
  select step, revision, matches from audit.changes(pg_temp.id('post ' || n))
  where step ~ '^[a-z_]+: (intent|outcome|late|not tried|look|person)' $$;
create function pg_temp.decide(n text, decision text) returns boolean language sql as $$
  select admin.decisions_write(jsonb_build_array(jsonb_build_object('region_id', pg_temp.id('north'),
    'delivery_id', pg_temp.delivery(n), 'decision', decision, 'remote_url', 'https://social.example/seen',
    'activity_id', pg_temp.id('decision ' || n)))) <> '[]' $$;

-- Rejected by the platform, edited, approved, sent.
select pg_temp.post('a'), pg_temp.plan_post('a'), pg_temp.send('rejected');
select pg_temp.revise('a', 2, 'better words'), pg_temp.plan_post('a'), pg_temp.send('sent');
select results_eq($$ select * from pg_temp.tries('a') $$, $$ values ('publish: intent', 1, true),
  ('publish: outcome rejected', 1, true), ('publish: intent', 2, true), ('publish: outcome sent', 2, true) $$,
  'each try carried the words of its own time');
select is((select array_agg(k order by k) from (select distinct jsonb_object_keys(x) as k from crier.attempt a,
  jsonb_array_elements(a.approvals) x) k), '{activity_id,digest,member_id,tier}', 'an intent names its approvals so');
select results_eq($$ select role, member, revision, standing_revision, stood
    from audit.who_let_out(pg_temp.id('north-channel'), clock_timestamp()) $$, $$ values
  ('wrote', 'Ann', 1, 2, 'yes'), ('changed', 'Ann', 2, 2, 'yes'), ('let out', 'Bob', 2, 2, 'yes') $$,
  'whoever consented to the words that are out');
select is((select count(*) from audit.who_let_out(pg_temp.id('north-channel'), clock_timestamp()) where office is null),
  3::bigint, 'an office that is not on record is not made up');

-- An intent that names consents to other words, or none, or before they were given, is found.
insert into crier.attempt (region_id, delivery_id, kind, fence, digest, bytes_sha256, approvals)
select d.region_id, d.delivery_id, 'intent', 1000 + f.n, d.digest, sha256('x'), f.approvals
from crier.delivery d, lateral (values
  (1, (select jsonb_agg(x || jsonb_build_object('digest', d.digest)) from crier.attempt a,
    jsonb_array_elements(a.approvals) x where a.digest <> d.digest)),
  (2, null), (3, jsonb_build_array(jsonb_build_object('activity_id', pg_temp.id('made up'),
    'member_id', pg_temp.id('bob'), 'digest', d.digest))),
  (4, (select jsonb_agg(x || jsonb_build_object('member_id', pg_temp.id('dee'))) from crier.attempt a,
    jsonb_array_elements(a.approvals) x where a.digest = d.digest))) f (n, approvals)
where d.delivery_id = pg_temp.delivery('a');
select is((select count(*) from pg_temp.tries('a') where not matches), 4::bigint,
  'consent to other words, no consent, a consent that is not on record, or another''s is no consent');

-- A late answer tells of the words of its own try, whatever the post says by then.
select pg_temp.post('b'), pg_temp.plan_post('b');
create temp table late as select pg_temp.intent('one', pg_temp.claim('one')) as intent;
select pg_temp.settle('one', intent, 'surely_not') from late;
select pg_temp.revise('b', 2, 'later words'), pg_temp.plan_post('b');
select pg_temp.settle('one', intent, 'sent') from late;
select is(pg_temp.state('b'), 'sent', 'it is out after all');
select results_eq($$ select * from pg_temp.tries('b') $$, $$ values ('publish: intent', 1, true),
  ('publish: outcome surely_not', 1, true), ('publish: late sent', 1, null) $$, 'with the words of its try');
select results_eq($$ select role, revision, standing_revision, texts ->> 'en'
    from audit.who_let_out(pg_temp.id('north-channel'), clock_timestamp()) $$, $$ values
  ('wrote', 1, 1, 'b'), ('let out', 1, 1, null) $$, 'which are those that stand');

-- What failed before anything was sent was not sent.
select pg_temp.post('c', region => 'south', channels => '{south}'), pg_temp.plan_post('c', 'south');
select pg_temp.send('surely_not');
create temp table before as select pg_temp.claim('one') as claim;
select admin.settle_v1(pg_temp.id('one'), (select jsonb_agg(jsonb_build_object('region_id', w -> 'delivery' ->
    'region_id', 'delivery_id', w -> 'delivery' -> 'delivery_id', 'fence', w -> 'fence', 'outcome', 'rejected',
    'before_intent', true)) from jsonb_array_elements(claim -> 'work') w)) from before;
select results_eq($$ select * from pg_temp.tries('c') $$, $$ values ('publish: intent', 1, true),
  ('publish: outcome surely_not', 1, true), ('publish: not tried rejected', 1, null) $$, 'and carries no bytes');

-- Whoever answers for a delivery has a hand in it.
select pg_temp.post('d'), pg_temp.plan_post('d', becomes => 'missed');
select ok(pg_temp.decide('d', 'send_now'), 'a person sends what was missed');
select admin.event_write_v1(jsonb_build_array(jsonb_build_object('region_id', pg_temp.id('north'), 'acting_region_id',
  pg_temp.id('centre'), 'member_id', pg_temp.id('dee'), 'member_key', '\x01', 'verb', 'delivery.decide',
  'kind', 'delivery', 'item_id', pg_temp.delivery('d'), 'activity_id', pg_temp.id('decision d'),
  'verdict', 'accepted')));
select pg_temp.send('sent');
select results_eq($$ select role, member, office from audit.who_let_out(pg_temp.id('north-channel'),
    clock_timestamp()) $$, $$ values
  ('wrote', 'Ann', null), ('let out', 'Bob', null), ('decided: send_now', 'Dee', 'Centre') $$, 'and is named');
select results_eq($$ select step, member, office from audit.changes(pg_temp.id('post d')) where step <> 'written'
    and step <> 'approved' $$, $$ values ('publish: missed', null, null), ('publish: person send_now', null, null),
  ('publish: waiting', null, null), ('publish: delivery.decide', 'Dee', 'Centre'), ('publish: intent', null, null),
  ('publish: outcome sent', null, null) $$, 'beside what became of it');

-- A restore: what is not known to be unsent may be out, and the story says where it may have a gap.
select pg_temp.post('e', region => 'south', channels => '{south}'), pg_temp.plan_post('e', 'south');
select admin.epoch_change_v1('restored');
select results_eq($$ select distinct post_id, stood, note from audit.who_let_out(pg_temp.id('south-channel'),
    clock_timestamp()) $$, $$ values (pg_temp.id('post e'), 'perhaps', 'whether it went out is not known (unknown)') $$,
  'after a restore it may be out');
select results_eq($$ select role from audit.who_let_out(pg_temp.id('south-channel'), clock_timestamp()) $$,
  $$ values ('wrote'), ('approved') $$, 'and nobody is said to have let out, or not, what has no record');
select admin.event_write_v1(jsonb_build_array(jsonb_build_object('region_id', pg_temp.id('south'), 'verb',
  'post.submit', 'kind', 'post', 'item_id', pg_temp.id('post f'))));
select is((select count(*) from audit.changes(pg_temp.id('post d')) where step like 'restored: %'), 1::bigint,
  'a post''s story tells of a restore');
select pg_temp.post('f', region => 'south', channels => '{south}');
select is((select count(*) from audit.changes(pg_temp.id('post f')) where step like 'restored: %'), 0::bigint,
  'unless it began afterwards');
select * from finish();
rollback;
