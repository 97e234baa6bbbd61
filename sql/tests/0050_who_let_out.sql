-- The auditor's questions on the known story.
\ir fixture/begin.sql
\ir fixture/known.sql
select plan(29);

prepare at_0914 as select role, member, office, tier, revision from audit.who_let_out(audit.channel('@north'),
  pg_temp.t('09:14'));
select results_eq('at_0914', $$ values
  ('wrote', 'Ann', 'North', null, 1), ('changed', 'Cat', 'North', null, 2),
  ('let out', 'Bob', 'Old Quay', 'approver', 2), ('consent fell', 'Dee', 'Centre', 'duty_editor', 2) $$,
  'at 09:14: who wrote, changed and let it out, from which office as it was called then');
select results_eq(
  $$ select distinct remote_url, standing_revision, post_id, sent_at from audit.who_let_out(pg_temp.id('c1', '1'),
    pg_temp.t('09:14')) $$,
  $$ values ('https://social.example/@north/1001', 2, pg_temp.id('50', '1'), pg_temp.t('09:10')) $$, 'which post, and where');
select results_eq(
  $$ select at, office_at from audit.who_let_out(pg_temp.id('c1', '1'), pg_temp.t('09:14')) where role = 'let out' $$,
  $$ values (pg_temp.t('09:05'), pg_temp.t('09:04:57')) $$, 'by both clocks');
select is(
  (select texts ->> 'cy' from audit.who_let_out(pg_temp.id('c1', '1'), pg_temp.t('09:14')) where role = 'changed'),
  'Pont ar gau', 'with its texts');
select is_empty($$ select * from audit.who_let_out(pg_temp.id('c1', '1'), pg_temp.t('09:09:59')) $$,
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

select results_eq(
  $$ select at, step, member, office from audit.changes(pg_temp.id('50', '1')) $$, $$ values
  (pg_temp.t('08:00'), 'written', 'Ann', 'North'), (pg_temp.t('08:05'), 'post.submit', 'Ann', 'North'),
  (pg_temp.t('08:15'), 'approved', 'Dee', 'Centre'), (pg_temp.t('08:30'), 'changed', 'Cat', 'North'),
  (pg_temp.t('08:40'), 'refused: post.approve', 'Ann', 'North'),
  (pg_temp.t('09:05'), 'approved', 'Bob', 'Old Quay'), (pg_temp.t('09:06'), 'approved', 'Dee', 'Centre'),
  (pg_temp.t('09:09:59'), 'publish: intent', null, null), (pg_temp.t('09:10'), 'publish: outcome acted', null, null),
  (pg_temp.t('09:59:59'), 'take_down: intent', null, null), (pg_temp.t('10:00'), 'take_down: outcome acted', null,
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
select * from finish();
rollback;
