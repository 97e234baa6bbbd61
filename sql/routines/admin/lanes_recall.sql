-- admin.lanes_recall(wanted): ends the leases of lanes on which deliveries get other words: whoever holds one may have
-- the older words in hand, rendered or half prepared. Nothing that it asks for, keeps or settles before an intent holds
-- good any more; the lane may be claimed anew at once. What is in flight is not touched: it goes by its own fence.
-- Makes and locks the lanes of the whole plan.
-- Part of admin.plan_write_v1, which has locked the deliveries and changes them afterwards. wanted: its deliveries.
create or replace function admin.lanes_recall(p_wanted jsonb) returns void
language plpgsql volatile set search_path = '' as $$
declare
  v_all_regions uuid[];
  v_all_channels uuid[];
  v_regions uuid[];
  v_channels uuid[];
begin
  select array_agg(w.region_id), array_agg(w.channel_id) into v_all_regions, v_all_channels
  from jsonb_to_recordset(p_wanted) as w (region_id uuid, channel_id uuid);
  select array_agg(d.region_id), array_agg(d.channel_id) into v_regions, v_channels
  from jsonb_to_recordset(p_wanted) as w (region_id uuid, delivery_id uuid, revision integer)
  join crier.delivery d on d.region_id = w.region_id and d.delivery_id = w.delivery_id
  where d.revision <> w.revision and d.state in ('waiting', 'stopped', 'missed', 'withdrawn', 'rejected');
  -- All of the plan, in this order and before anything is written: in two rounds, those of two plans, or of one and of
  -- whoever settles, could wait in a circle. Also those that nobody has: nobody claims one until the words are written.
  insert into crier.lane (region_id, channel_id, platform)
  select distinct c.region_id, c.channel_id, c.platform
  from unnest(v_all_regions, v_all_channels) as k (region_id, channel_id)
  join crier.channel c on c.region_id = k.region_id and c.channel_id = k.channel_id
  order by 1, 2 on conflict do nothing;
  perform from crier.lane l where (l.region_id, l.channel_id) in (select * from unnest(v_all_regions, v_all_channels))
  order by l.region_id, l.channel_id for no key update;
  update crier.lane l set owner = null, lease_until = '-infinity', fence = l.fence + 1
  where l.owner is not null and (l.region_id, l.channel_id) in (select * from unnest(v_regions, v_channels));
end $$;

alter function admin.lanes_recall(jsonb) owner to crier_owner;
revoke all on function admin.lanes_recall(jsonb) from public;
grant execute on function admin.lanes_recall(jsonb) to crier_coordinator;
