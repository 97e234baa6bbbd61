-- admin.look_v1(max, every): at most max deliveries of unknown outcome whose look-up is due. Each is put off by
-- `every`, so that no other coordinator looks at the same time. Works while dispatch is frozen: looking says nothing.
-- Returns an array of {delivery, post, channel, late: the outcomes that came late for its last try, oldest first}.
create or replace function admin.look_v1(p_max integer, p_every interval) returns jsonb
language plpgsql volatile set search_path = '' set timezone = 'UTC' as $$
declare
  v_answer jsonb;
begin
  with choice as materialized (
    select d.region_id, d.delivery_id from crier.delivery d
    where d.state = 'unknown' and d.look_at <= clock_timestamp()
    order by d.look_at limit p_max for no key update skip locked
  ), taken as (
    update crier.delivery d set look_at = clock_timestamp() + p_every
    from choice c where d.region_id = c.region_id and d.delivery_id = c.delivery_id
    returning d.*
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'delivery', to_jsonb(t), 'post', to_jsonb(p) - 'planned_version', 'channel', to_jsonb(c),
    'content', coalesce(r.content, p.content),
    'late', (
      select coalesce(jsonb_agg(jsonb_build_object('outcome', a.outcome, 'remote_id', a.remote_id) order by a.at), '[]')
      from crier.attempt a
      where a.region_id = t.region_id and a.delivery_id = t.delivery_id and a.kind = 'late' and a.fence = t.fence))),
        '[]')
  into v_answer
  from taken t
  join crier.post p on p.region_id = t.post_region_id and p.post_id = t.post_id
  join crier.channel c on c.region_id = t.region_id and c.channel_id = t.channel_id
  left join crier.revision r on r.region_id = t.post_region_id and r.post_id = t.post_id and r.revision = t.revision;
  return v_answer;
end $$;

alter function admin.look_v1(integer, interval) owner to crier_owner;
revoke all on function admin.look_v1(integer, interval) from public;
grant execute on function admin.look_v1(integer, interval) to crier_coordinator;
