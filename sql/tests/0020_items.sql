-- Items as JSON: the row without machinery, a post with its history, many of one kind in one query.
\ir fixture/begin.sql
\ir fixture/known.sql
select plan(13);

select is(
  crier.item_json('post', pg_temp.id('11', '1'), pg_temp.id('50', '1')) - 'history',
  (select to_jsonb(p) - 'planned_version' from crier.post p where p.post_id = pg_temp.id('50', '1')),
  'a post is its row without machinery');
select is(
  (select array_agg(h ->> 'revision' || ' ' || (h ->> 'member_id') order by o)
    from jsonb_array_elements(crier.item_json('post', pg_temp.id('11', '1'), pg_temp.id('50', '1')) -> 'history')
      with ordinality x (h, o)),
  array['1 ' || pg_temp.id('a1', '1'), '2 ' || pg_temp.id('ca', '1')], 'its history has every revision, in order');
select is(
  crier.item_json('post', pg_temp.id('11', '1'), pg_temp.id('50', '1')) #> '{history,0,content,texts,en}',
  '"Bridge closed"'::jsonb, 'with its content');
select is(
  (select array_agg(k order by k) from jsonb_object_keys(
    crier.item_json('post', pg_temp.id('11', '1'), pg_temp.id('50', '1')) #> '{history,0}') k),
  array['activity_id', 'content', 'digest', 'member_id', 'member_name', 'revision', 'written_at'],
    'and nothing beside');
select ok(
  not crier.item_json('delivery', pg_temp.id('11', '1'), pg_temp.id('d1', '1'))
    ?| '{fence,owner,progress,last_known,idempotency_key}', 'a delivery does not show its machinery');
select is(
  crier.item_json('delivery', pg_temp.id('11', '1'), pg_temp.id('d1', '1')) ->> 'remote_id', '1001', 'but its outcome');
select is(crier.item_json('grant', pg_temp.id('11', '1'), pg_temp.id('97', '1')) ->> 'tier', 'author', 'grant');
select is(crier.item_json('region', pg_temp.id('33', '1'), pg_temp.id('33', '1')) ->> 'name', 'Harbour', 'region');
select is(crier.item_json('post', pg_temp.id('22', '1'), pg_temp.id('50', '1')), null, 'not under another owner');
select is(crier.item_json('credential', pg_temp.id('11', '1'), pg_temp.id('c1', '1')), null, 'no such kind of item');
set local timezone = 'Asia/Kolkata';
select is(
  crier.item_json('post', pg_temp.id('11', '1'), pg_temp.id('50', '1')) ->> 'created_at', '2026-03-09T08:00:00+00:00',
  'times are UTC whatever the session says');
set local timezone = 'UTC';
select results_eq(
  $$ select item_id, version from crier.items_json('channel',
    array[pg_temp.id('11', '1'), pg_temp.id('22', '1'), pg_temp.id('11', '1')],
    array[pg_temp.id('c1', '1'), pg_temp.id('c2', '1'), pg_temp.id('c9', '1')]) order by item_id $$,
  $$ values (pg_temp.id('c1', '1'), 1::bigint), (pg_temp.id('c2', '1'), 1::bigint) $$,
  'many at once: those that are there');
select results_eq(
  $$ select k.kind, crier.item_json(k.kind, k.region, k.id) is not null from (values
    ('channel', pg_temp.id('11', '1'), pg_temp.id('c1', '1')), ('member', pg_temp.id('11', '1'), pg_temp.id('a1', '1')))
    k (kind, region, id) $$,
  $$ values ('channel', true), ('member', true) $$, 'every kind is asked by owner and id');
select * from finish();
rollback;
