-- Many stops at once: each call shows a hundred of them, all with one look at what waits.
\ir fixture/begin.sql
\ir fixture/dispatch.sql
select plan(3);

insert into crier.stop (region_id, stop_id, scope, target_topic, exempt_emergency, reason, placed_by, placed_at,
  activity_id)
select pg_temp.id('centre'), pg_temp.id('stop ' || n), 'topic', 'topic ' || n, false, 'drill', pg_temp.id('dee'), now(),
  pg_temp.id('act')
from generate_series(1, 145) n;
create function pg_temp.left_over() returns bigint language sql as $$
  select count(*) from crier.stop where planned_version <> version $$;
select pg_temp.post('a'), pg_temp.plan_post('a');
update crier.post set campaign = 'topic 1' where post_id = pg_temp.id('post a');
select is(admin.stops_plan_v1(100), 1, 'what a stop covers is shown with the first few');
select is(pg_temp.left_over(), 45::bigint, 'the others are for the next call');
select admin.stops_plan_v1(100);
select is(pg_temp.left_over(), 0::bigint, 'until none is left');
select * from finish();
rollback;
