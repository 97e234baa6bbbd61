-- admin.drill_v1(stop): what was on the wire when this stop was committed, and what has become of it: what a stop could
-- not take back any more.
--   {ruled_at, now, wire: [{delivery_id, channel, class, state, intent_at, settled_at, remote_url}]}
-- An intent and a stop exclude each other, so an intent is before the stop if its time is. Null before the ruling.
-- What ended without becoming visible since (the platform said no, nothing left) is not in it.
create or replace function admin.drill_v1(p_stop uuid) returns jsonb
language plpgsql stable set search_path = '' set timezone = 'UTC' as $$
declare
  v_ruled timestamptz;
begin
  select r.ruled_at into v_ruled from crier.stop s
  join crier.ruling r on r.region_id = any (array(select o.region_id from crier.region o))
    and r.activity_id = s.activity_id
  where s.stop_id = p_stop;
  if v_ruled is null then
    return null;
  end if;
  return jsonb_build_object('ruled_at', v_ruled, 'now', clock_timestamp(), 'wire', coalesce((
    select jsonb_agg(jsonb_build_object('delivery_id', w.delivery_id, 'channel', c.name, 'class', w.class, 'state',
      w.state, 'intent_at', w.intent_at, 'remote_url', w.remote_url,
      'settled_at', case when w.state <> 'sending' then coalesce(w.sent_at, w.changed_at) end)
      order by w.intent_at, w.delivery_id)
    from (
      select d.* from crier.delivery d
      where d.state = 'sending' and d.intent_at < v_ruled
      union all
      select d.* from crier.delivery d
      where d.state = 'unknown' and d.intent_at < v_ruled and d.changed_at >= v_ruled
      union all
      select d.* from crier.lane l
      join crier.delivery d on d.region_id = l.region_id and d.channel_id = l.channel_id and d.state = 'sent'
        and d.sent_at >= v_ruled and d.intent_at < v_ruled and d.changed_at >= v_ruled) w
    join crier.channel c on c.region_id = w.region_id and c.channel_id = w.channel_id), '[]'));
end $$;

alter function admin.drill_v1(uuid) owner to crier_owner;
revoke all on function admin.drill_v1(uuid) from public;
grant execute on function admin.drill_v1(uuid) to crier_coordinator;
