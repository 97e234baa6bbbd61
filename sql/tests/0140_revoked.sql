-- What the rules are given when a member is revoked: every post of theirs that may still speak, by indexes alone.
\ir fixture/begin.sql
\ir fixture/dispatch.sql
select plan(6);

-- A post of Ann's that Bob approved; its publish in a state; then other words, or none.
create function pg_temp.posted(n text, becomes text, later text default null) returns void language plpgsql as $$
begin
  perform pg_temp.post(n), pg_temp.plan_post(n);
  update crier.delivery set state = becomes, remote_id = 'there', sent_at = now()
  where delivery_id = pg_temp.delivery(n);
  if later is not null then
    update crier.post set state = later, revision = 2 where post_id = pg_temp.id('post ' || n);
  end if;
end $$;
-- The posts by their texts.
create function pg_temp.given(who text) returns text language sql as $$
  select string_agg(body #>> '{content,texts,en}', ', ' order by body #>> '{content,texts,en}')
  from admin.reconcile_context_v1(jsonb_build_object('revoked', jsonb_build_array(pg_temp.id(who))))
  where kind = 'post' $$;

select pg_temp.post('approved'), pg_temp.post('draft', state => 'draft'), pg_temp.post('gone', state => 'withdrawn');
select pg_temp.posted('in doubt', 'parked'), pg_temp.posted('over', 'sent'), pg_temp.posted('said no', 'rejected');
select pg_temp.posted('sent, handed in', 'sent', 'submitted'), pg_temp.posted('sent, approved', 'sent', 'approved'),
  pg_temp.posted('said no, draft', 'rejected', 'draft');
select is(pg_temp.given('ann'), 'approved, draft, in doubt, said no, draft, sent, approved, sent, handed in',
  'what was written since is given, whatever became of the words before; what is over is not');
select is(pg_temp.given('bob'), 'approved, draft, in doubt', 'a consent is to the words of its revision');
select is(pg_temp.given('sue'), null, 'of whoever had no hand in anything, nothing');

-- Many that others wrote and approved.
insert into crier.post (region_id, post_id, member_id, state, class, revision, digest, content, writers, activity_id,
  created_at)
select pg_temp.id('centre'), pg_temp.id('many ' || n), pg_temp.id('dee'), 'approved', 'routine', 1, sha256('x'), '{}',
  array[pg_temp.id('dee')], pg_temp.id('act'), now() from generate_series(1, 3000) n;
insert into crier.approval (region_id, post_id, revision, member_region_id, member_id, tier, digest, activity_id,
  approved_at)
select pg_temp.id('centre'), pg_temp.id('many ' || n), 1, pg_temp.id('south'), pg_temp.id('sue'), 'approver',
  sha256('x'), pg_temp.id('yes many ' || n), now() from generate_series(1, 3000) n;
analyze crier.post, crier.approval;
create function pg_temp.read() returns bigint language sql volatile as $$
  select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint from pg_stat_xact_user_tables
  where relid in ('crier.post'::regclass, 'crier.approval'::regclass) $$;
create function pg_temp.cost(who text) returns bigint language plpgsql as $$
declare
  before bigint := pg_temp.read();
begin
  perform pg_temp.given(who);
  return pg_temp.read() - before;
end $$;
select cmp_ok(pg_temp.cost('ann'), '<', 200::bigint, 'a writer''s few are found without reading what others wrote');
select cmp_ok(pg_temp.cost('bob'), '<', 200::bigint, 'and so are those that somebody approved');
select cmp_ok(pg_temp.cost('ann'), '>', 8::bigint, 'what is read is counted');
select * from finish();
rollback;
