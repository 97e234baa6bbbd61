-- The auditor's questions on the known story.
\ir fixture/begin.sql
\ir fixture/known.sql
select plan(51);

prepare at_0914 as select role, member, office, tier, revision from audit.who_let_out(audit.channel('@north'),
  pg_temp.t('09:14'));
select results_eq('at_0914', $$ values
  ('wrote', 'Ann', 'North', null, 1), ('changed', 'Cat', 'North', null, 2),
  ('let out', 'Bob', 'Old Quay', 'approver', 2), ('consent fell', 'Dee', 'Centre', 'duty_editor', 2) $$,
  'at 09:14: who wrote, changed and let it out, from which office as it was called then');
select results_eq(
  $$ select distinct remote_url, standing_revision, post_id, sent_at from audit.who_let_out(pg_temp.id('c1', '1'),
    pg_temp.t('09:14')) $$,
  $$ values ('https://social.example/@north/1001', 2, pg_temp.id('50', '1'), pg_temp.t('09:10')) $$,
  'which post, and where');
select results_eq(
  $$ select at, office_at from audit.who_let_out(pg_temp.id('c1', '1'), pg_temp.t('09:14')) where role = 'let out' $$,
  $$ values (pg_temp.t('09:05'), pg_temp.t('09:04:57')) $$, 'by both clocks');
select is(
  (select texts ->> 'cy' from audit.who_let_out(pg_temp.id('c1', '1'), pg_temp.t('09:14')) where role = 'changed'),
  'Pont ar gau', 'with its texts');
select is_empty($$ select * from audit.who_let_out(pg_temp.id('c1', '1'), pg_temp.t('09:09:58')) $$,
  'before, nothing stood');
select results_eq(
  $$ select role, member, revision from audit.who_let_out(pg_temp.id('c1', '1'), pg_temp.t('09:30')) $$,
  $$ values ('wrote', 'Eve', 1), ('let out', 'Dee', 1) $$, 'the latest post of the account, its first revision');
select is((select count(distinct post_id) from audit.who_let_out(pg_temp.id('c1', '1'), pg_temp.t('09:30'), 5)),
  2::bigint,
  'or all that stood');
select is((select count(distinct post_id) from audit.who_let_out(pg_temp.id('c1', '1'), pg_temp.t('10:30'), 5)),
  1::bigint,
  'but not what was taken down');
select results_eq(
  $$ select role, member, revision, standing_revision from audit.who_let_out(pg_temp.id('c1', '1'),
    pg_temp.t('11:30')) $$,
  $$ values ('wrote', 'Eve', 1, 2), ('changed', 'Eve', 2, 2), ('let out', 'Dee', 2, 2) $$,
    'after the edit, the edit''s people');
select is_empty($$ select * from audit.who_let_out(audit.channel('South News'), pg_temp.t('12:00')) $$,
  'nothing on South''s');
select throws_ok($$ select audit.channel('@nobody') $$, 'P0002', null, 'an unknown account is said to be unknown');
select is(audit.region('Old Quay'), pg_temp.id('33', '1'), 'an office by its earlier name');
select results_eq($$ select kind, name, office from audit.by_name('nor') $$, $$ values
  ('channel', '@north on mastodon (North news)', 'North'), ('region', 'North', 'Centre') $$, 'by a part of a name');
select is_empty($$ select * from audit.by_name('%') $$, 'a percent sign is a letter');

create function pg_temp.image(sha256 text, alt jsonb, decorative boolean default false) returns jsonb
language sql as $$ select jsonb_build_object('sha256', rpad(sha256, 64, '0'), 'alt', alt, 'decorative', decorative) $$;
create function pg_temp.differs(variadic images jsonb[]) returns text[] language sql as $$
  select audit.differs(
    pg_temp.content('A') || jsonb_build_object('media', jsonb_build_array(
      pg_temp.image('aa', '{"en": "A bridge.", "cy": "Pont."}'), pg_temp.image('bb', '{}', true))),
    pg_temp.content('A') || jsonb_build_object('media', to_jsonb(images))) $$;
select is(pg_temp.differs(pg_temp.image('aa', '{"en": "A bridge.", "cy": "Pont."}'), pg_temp.image('bb', '{}', true)),
  '{}', 'the same images differ in nothing');
select is(pg_temp.differs(pg_temp.image('aa', '{"en": "A bridge.", "cy": "Y bont.", "de": "Brücke."}'),
    pg_temp.image('bb', '{"en": "A line."}')),
  '{image aa000000 alternative text cy,image aa000000 alternative text de,image bb000000 decorative,'
    'image bb000000 alternative text en}', 'which alternative text of which image');
select is(pg_temp.differs(pg_temp.image('bb', '{}', true), pg_temp.image('aa', '{"en": "A bridge.", "cy": "Pont."}')),
  '{order of images}', 'what was only moved');
select is(pg_temp.differs(pg_temp.image('cc', '{"en": "A tower."}'), pg_temp.image('bb', '{}', true)),
  '{image cc000000 added,image aa000000 removed}', 'what came and what went');
select is(audit.differs(pg_temp.content('A') - 'media', pg_temp.content('B')), '{text en}',
  'a content without images is one');

select results_eq(
  $$ select at, step, member, office from audit.changes(pg_temp.id('50', '1')) $$, $$ values
  (pg_temp.t('08:00'), 'written', 'Ann', 'North'), (pg_temp.t('08:05'), 'post.submit', 'Ann', 'North'),
  (pg_temp.t('08:15'), 'approved', 'Dee', 'Centre'), (pg_temp.t('08:30'), 'changed', 'Cat', 'North'),
  (pg_temp.t('08:40'), 'refused: post.approve', 'Ann', 'North'),
  (pg_temp.t('09:05'), 'approved', 'Bob', 'Old Quay'), (pg_temp.t('09:06'), 'approved', 'Dee', 'Centre'),
  (pg_temp.t('09:09:59'), 'publish: intent', null, null), (pg_temp.t('09:10'), 'publish: outcome sent', null, null),
  (pg_temp.t('09:59:59'), 'take_down: intent', null, null), (pg_temp.t('10:00'), 'take_down: outcome sent', null,
    null),
  (pg_temp.t('14:30'), 'refused: post.edit', 'Rex', 'South') $$,
  'all that happened to a post, in order');
select is((select differs from audit.changes(pg_temp.id('50', '1')) where step = 'changed'),
  '{"text cy","text en"}'::text[],
  'what the edit changed');
select is((select count(*) from audit.changes(pg_temp.id('50', '1')) where step = 'approved' and matches), 3::bigint,
  'each approval names its revision''s digest');
select is((select count(distinct digest) from audit.changes(pg_temp.id('50', '1'))
  where step like 'publish%' or (step = 'approved' and revision = 2)),
  1::bigint, 'what was sent is what was approved');
select ok((select bytes_sha256 is not null and matches from audit.changes(pg_temp.id('50', '1'))
  where step = 'publish: intent'), 'the bytes');
insert into crier.attempt (region_id, delivery_id, kind, digest, bytes_sha256, approvals, at)
values (pg_temp.id('11', '1'), pg_temp.id('d1', '1'), 'late', sha256('other'), sha256('x'), null, pg_temp.t('13:00'));
select ok((select not matches from audit.changes(pg_temp.id('50', '1')) where step = 'publish: late'),
  'other words are found');

prepare on_the_day as
  select member, tier, may, held_at, from_at, until_at, given_by, given_from
  from audit.could_publish(audit.channel('north'), '2026-03-09');
select results_eq('on_the_day', $$ values
  ('Ann', 'author', 'write', 'North', pg_temp.t('00:00'), pg_temp.t('24:00'), 'Eve', 'Centre'),
  ('Bob', 'approver', 'write and let out', 'this account', pg_temp.t('00:00'), pg_temp.t('18:00'), 'Cat', 'North'),
  ('Cat', 'manager', 'write and let out', 'North', pg_temp.t('00:00'), pg_temp.t('12:30'), null, null),
  ('Dee', 'duty_editor', 'write and let out', 'Centre', pg_temp.t('00:00'), pg_temp.t('24:00'), null, null),
  ('Rex', 'author', 'write', 'this account', pg_temp.t('00:00'), pg_temp.t('15:00'), null, null) $$,
  'who could have published on the day, by which grant, given by whom; neither auditors nor grants elsewhere');
select is((select count(*) from audit.could_publish(pg_temp.id('c1', '1'), '2026-03-10')), 2::bigint,
  'the day after: those that were left');
select is_empty($$ select * from audit.could_publish(pg_temp.id('c1', '1'), '2025-12-30') $$,
  'before any grant: nobody');
select is((select from_at from audit.could_publish(pg_temp.id('c1', '1'), '2026-07-01') where member = 'Ann'),
  '2026-06-30 23:00+00', 'a day is a day of the office''s zone');
select is((select from_at from audit.could_publish(pg_temp.id('c1', '1'), '2026-07-01', 'Asia/Tokyo')
  where member = 'Ann'),
  '2026-06-30 15:00+00', 'or of the zone asked for');

select results_eq(
  $$ select verb, verdict, what, owner_office, acted_from from audit.before_revocation(audit.member('Rex')) $$,
    $$ values
  ('channel.resume', 'accepted', '@south on mastodon', 'South', 'South'),
  ('post.edit', 'refused', 'N-1: Pont ar gau', 'North', 'South') $$,
  'what a revoked member did in the 24 hours before, accepted or not');
select is((select count(*) from audit.before_revocation(audit.member('Rex'), '2 days')), 3::bigint,
  'or in a longer time');
select throws_ok($$ select * from audit.before_revocation(audit.member('Ann')) $$, 'P0002', null, 'Ann is not revoked');
select is((select count(*) from audit.activity_of(audit.member('Rex'), '2026-03-09 15:00+00')), 1::bigint,
  'what they tried afterwards');
-- Somebody else's key: one forges an act of Ann's, with the number of a true one, before it; and one of Rex's.
insert into crier.event (epoch, at, region_id, acting_region_id, member_id, login, verb, kind, item_id, activity_id,
  verdict, reason, commitment)
select pg_temp.id('e0', '1'), f.at, pg_temp.id('11', '1'), pg_temp.id('22', '1'), f.member, 'r_forger', f.verb, 'post',
  pg_temp.id('50', '1'), f.activity, 'refused', f.reason, sha256(''::bytea)
from (values
  (pg_temp.t('07:00'), pg_temp.id('b0', '1'), 'post.approve', pg_temp.id('ac', '44'), 'signature'),
  (pg_temp.t('07:01'), pg_temp.id('a1', '1'), 'post.compose', pg_temp.id('ac', '41'), 'signature'),
  (pg_temp.t('14:31'), pg_temp.id('4e', '1'), 'post.edit', pg_temp.id('ac', '71'), 'signature'),
  (pg_temp.t('14:32'), pg_temp.id('4e', '1'), 'post.edit', pg_temp.id('ac', '72'), 'malformed')
) f (at, member, verb, activity, reason);
select is((select count(*) from audit.before_revocation(audit.member('Rex'))), 2::bigint,
  'what others did in a member''s name is not what the member did');
select results_eq($$ select at, step, member, office, detail from audit.changes(pg_temp.id('50', '1'))
    where detail in ('signature', 'malformed') or step = 'written' $$, $$ values
  (pg_temp.t('07:00'), 'refused: post.approve', 'somebody without the key', 'South', 'signature'),
  (pg_temp.t('07:01'), 'refused: post.compose', 'somebody without the key', 'South', 'signature'),
  (pg_temp.t('08:00'), 'written', 'Ann', 'North', null),
  (pg_temp.t('14:31'), 'refused: post.edit', 'somebody without the key', 'South', 'signature'),
  (pg_temp.t('14:32'), 'refused: post.edit', 'somebody without the key', 'South', 'malformed') $$,
  'a forgery is told apart, and doubles nothing');
select results_eq('at_0914', $$ values
  ('wrote', 'Ann', 'North', null, 1), ('changed', 'Cat', 'North', null, 2),
  ('let out', 'Bob', 'Old Quay', 'approver', 2), ('consent fell', 'Dee', 'Centre', 'duty_editor', 2) $$,
  'nor does it move anybody to the forger''s office');
select is((select count(*) from audit.could_publish(pg_temp.id('c1', '1'), '2026-03-09') where because is not null),
  0::bigint, 'where no other office has an approver, nobody lets out by its way');

-- Rex of South may write on North's account: so South's approvers, and those between South and the centre, may let out.
insert into crier.member (region_id, member_id, name, activity_id) values
  (pg_temp.id('22', '1'), pg_temp.id('51', '1'), 'Sid', pg_temp.id('ac', '81'));
insert into crier.member_grant (region_id, grant_id, member_region_id, member_id, tier, channel_id, from_at, ended_at,
  activity_id)
select pg_temp.id('22', '1'), pg_temp.id('98', g.n), pg_temp.id('22', '1'), pg_temp.id('51', '1'), g.tier, g.channel,
  '2026-02-01', g.ended_at, pg_temp.id('ac', '82')
from (values ('1', 'approver', null, null::timestamptz), ('2', 'author', null, null),
  ('3', 'approver', pg_temp.id('c2', '1'), null), ('4', 'manager', null, '2026-03-01')) g (n, tier, channel, ended_at);
select results_eq($$ select member, tier, may, held_at, from_at, until_at, because
  from audit.could_publish(pg_temp.id('c1', '1'), '2026-03-09') where because is not null $$, $$ values
  ('Sid', 'approver', 'let out posts of South', 'South', pg_temp.t('00:00'), pg_temp.t('15:00'),
    'Rex of South could write on this account from 2026-01-01 00:00:00+00') $$,
  'who approves for an office of which somebody may write on the account could have let out there');
select is_empty($$ select * from audit.could_publish(pg_temp.id('c1', '1'), '2026-03-10') where because is not null $$,
  'no longer, once that writer is revoked');
update crier.member set state = 'active' where member_id = pg_temp.id('4e', '1');
update crier.member_grant set ended_at = '2026-03-09 08:00+00' where grant_id = pg_temp.id('97', '7');
select results_eq($$ select member, until_at, because from audit.could_publish(pg_temp.id('c1', '1'), '2026-03-10')
    where because is not null $$, $$ values
  ('Sid', pg_temp.t('00:00') + interval '2 days',
    'Rex of South could write on this account from 2026-01-01 00:00:00+00 until 2026-03-09 08:00:00+00') $$,
  'but still where only the grant ended: what was submitted can be approved');
insert into crier.event (epoch, at, region_id, member_id, login, verb, kind, item_id, verdict, commitment)
select pg_temp.id('e0', '1'), e.at, pg_temp.id('11', '1'), pg_temp.id('ca', '1'), 'r_test', e.verb, 'channel',
  pg_temp.id('c1', '1'), 'accepted', sha256(''::bytea)
from (values (pg_temp.t('06:00'), 'channel.add'), (pg_temp.t('20:00'), 'channel.remove')) e (at, verb);
select results_eq($$ select from_at, until_at from audit.could_publish(pg_temp.id('c1', '1'), '2026-03-09')
    where member = 'Ann' $$, $$ values (pg_temp.t('06:00'), pg_temp.t('20:00')) $$,
  'and no longer than the account was there');

-- What is not sure is said to be so.
select results_eq($$ select distinct stood, note from audit.who_let_out(pg_temp.id('c1', '1'), pg_temp.t('09:14')) $$,
  $$ values ('yes', null::text) $$, 'what surely stood');
select results_eq($$ select distinct post_id, stood, note from audit.who_let_out(pg_temp.id('c1', '1'),
  pg_temp.t('09:09:59.5')) $$, $$ values (pg_temp.id('50', '1'), 'perhaps',
  'its request began at 2026-03-09 09:09:59+00 and was known to have worked at 2026-03-09 09:10:00+00') $$,
  'a request on its way');
select results_eq($$ select distinct post_id, stood, note from audit.who_let_out(pg_temp.id('c1', '1'),
  pg_temp.t('09:59:59.5'), 2) order by 1 $$, $$ values (pg_temp.id('50', '1'), 'perhaps',
  'its take-down began at 2026-03-09 09:59:59+00 and was known to have worked at 2026-03-09 10:00:00+00'),
  (pg_temp.id('50', '2'), 'yes', null) $$, 'a take-down on its way');
update crier.delivery set state = 'parked', sent_at = null where delivery_id = pg_temp.id('d1', '3');
select results_eq($$ select distinct post_id, stood, note from audit.who_let_out(pg_temp.id('c1', '1'),
  pg_temp.t('09:30')) order by 1 $$, $$ values (pg_temp.id('50', '1'), 'yes', null), (pg_temp.id('50', '2'), 'perhaps',
  'whether it went out is not known (parked)') $$, 'what is in doubt stands beside the latest that is not');
select results_eq($$ select distinct post_id, stood
    from audit.who_let_out(pg_temp.id('c1', '1'), pg_temp.t('09:14')) $$,
  $$ values (pg_temp.id('50', '1'), 'yes') $$, 'but not before it was tried');
update crier.delivery set state = 'sent', intent_at = null, sent_at = pg_temp.t('16:00')
where delivery_id = pg_temp.id('d1', '3');
select results_eq($$ select distinct post_id, stood, note from audit.who_let_out(pg_temp.id('c1', '1'),
  pg_temp.t('09:30')) order by 1 $$, $$ values (pg_temp.id('50', '1'), 'yes', null), (pg_temp.id('50', '2'), 'perhaps',
  'the record of its sending is lost; it was seen to be out at 2026-03-09 16:00:00+00') $$,
  'what was found on the account after a restore');
update crier.delivery set read_back = 'differs' where delivery_id = pg_temp.id('d1', '1');
select results_eq($$ select distinct stood, note from audit.who_let_out(pg_temp.id('c1', '1'), pg_temp.t('09:14')) $$,
  $$ values ('perhaps', 'other words stood there when it was read back at ?') $$, 'what was not as sent');

-- Words that others chose: Cat's change took Rex's English text; of the Welsh, what Dee had written before Rex did; of
-- the warning, what stood.
insert into crier.event (epoch, at, office_at, region_id, acting_region_id, member_id, login, verb, kind, item_id,
  activity_id, verdict, commitment)
values (pg_temp.id('e0', '1'), pg_temp.t('08:20:05'), pg_temp.t('08:20'), pg_temp.id('11', '1'), pg_temp.id('22', '1'),
  pg_temp.id('4e', '1'), 'r_south', 'post.edit', 'post', pg_temp.id('50', '1'), pg_temp.id('ac', '61'), 'conflicted',
  sha256(''::bytea));
insert into crier.conflict (region_id, conflict_id, kind, item_id, field, centre, theirs, centre_member_id,
  centre_member_name, centre_activity_id, centre_at, their_member_id, their_member_name, their_activity_id, their_at,
  earlier, choice, taken, resolved_by, resolved_name, resolved_activity_id, resolved_at, version, activity_id)
select pg_temp.id('11', '1'), pg_temp.id('cf', c.n), 'post', pg_temp.id('50', '1'), c.field, '{"text": "ours"}',
  '{"text": "theirs"}', pg_temp.id('a1', '1'), 'Ann', pg_temp.id('ac', '41'), pg_temp.t('07:59'), pg_temp.id('4e', '1'),
  'Rex', pg_temp.id('ac', '61'), pg_temp.t('08:20'), jsonb_build_array(jsonb_build_object('value',
    jsonb_build_object('text', 'earlier'), 'touch', jsonb_build_object('member_id', pg_temp.id('de', '1'),
      'member_name', 'Dee', 'activity_id', pg_temp.id('ac', '62'), 'at', pg_temp.t('08:10')))),
  c.choice, jsonb_build_object('text', c.taken), pg_temp.id('ca', '1'), 'Cat', pg_temp.id('ac', '42'),
  pg_temp.t('08:30'), 2, pg_temp.id('ac', '42')
from (values ('1', 'text.en', 'theirs', 'theirs'), ('2', 'text.cy', 'value', 'earlier'),
  ('3', 'content_warning', 'centre', 'ours')) c (n, field, choice, taken);
select results_eq($$ select role, member, office, at, revision from audit.who_let_out(pg_temp.id('c1', '1'),
    pg_temp.t('09:14')) $$, $$ values
  ('wrote', 'Ann', 'North', pg_temp.t('08:00'), 1),
  ('wrote what was chosen', 'Dee', null, pg_temp.t('08:10'), 2),
  ('wrote what was chosen', 'Rex', 'South', pg_temp.t('08:20:05'), 2),
  ('changed', 'Cat', 'North', pg_temp.t('08:30'), 2),
  ('let out', 'Bob', 'Old Quay', pg_temp.t('09:05'), 2), ('consent fell', 'Dee', 'Centre', pg_temp.t('09:06'), 2) $$,
  'and who wrote what somebody else chose');
update crier.conflict set their_member_id = pg_temp.id('ca', '1') where conflict_id = pg_temp.id('cf', '1');
select is((select count(*) from audit.who_let_out(pg_temp.id('c1', '1'), pg_temp.t('09:14'))
  where role = 'wrote what was chosen'), 1::bigint, 'whoever chose their own words is shown once');
select * from finish();
rollback;
