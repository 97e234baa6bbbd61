-- admin.held_free(max): what was held with its office or account, and is so no longer, waits again, or is missed where
-- it became due meanwhile; at most max deliveries. Part of admin.stops_plan_v1, which recomputes the lanes and tells.
-- Returns the lane of each that changed, and what admin.dispatch_tell is to be told.
create or replace function admin.held_free(p_max integer)
returns table (region_id uuid, channel_id uuid, told jsonb)
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
begin
  return query
  with recursive account (region_id, channel_id) as ( -- those with something that is held, one step in the index each
    (select d.region_id, d.channel_id from crier.delivery d
      where d.state = 'stopped' and d.reason in ('region_locked', 'channel_paused')
      order by d.region_id, d.channel_id limit 1)
    union all
    select n.* from account a cross join lateral (
      select d.region_id, d.channel_id from crier.delivery d
      where d.state = 'stopped' and d.reason in ('region_locked', 'channel_paused')
        and (d.region_id, d.channel_id) > (a.region_id, a.channel_id)
      order by d.region_id, d.channel_id limit 1) n
  ), free as materialized (
    select d.region_id, d.delivery_id, d.due_at <= clock_timestamp() as is_late, d.reason as was_reason
    from account a
    join crier.channel c on c.region_id = a.region_id and c.channel_id = a.channel_id and c.state = 'active'
    join crier.region rc on rc.region_id = a.region_id and rc.state = 'active'
    join crier.delivery d on d.region_id = a.region_id and d.channel_id = a.channel_id
      and d.state = 'stopped' and d.reason in ('region_locked', 'channel_paused')
    join crier.region rp on rp.region_id = d.post_region_id and rp.state = 'active'
    limit p_max for no key update of d skip locked
  )
  update crier.delivery d set
    state = case when f.is_late then 'missed' else 'waiting' end,
    reason = case when f.is_late then 'lifted_late' end,
    sentence = case when f.is_late then admin.reason_sentence('lifted_late') end,
    version = d.version + 1, changed_at = clock_timestamp()
  from free f where d.region_id = f.region_id and d.delivery_id = f.delivery_id
  returning d.region_id, d.channel_id, jsonb_build_object('region_id', d.region_id, 'delivery_id', d.delivery_id,
    'before', jsonb_build_object('state', 'stopped', 'reason', f.was_reason));
end $$;

alter function admin.held_free(integer) owner to crier_owner;
revoke all on function admin.held_free(integer) from public;
grant execute on function admin.held_free(integer) to crier_coordinator;
