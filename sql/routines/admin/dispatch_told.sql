-- admin.dispatch_told(changes): writes the audit events of deliveries that have changed, and returns what feeds are to
-- be told, for crier.feed_write.
-- changes: array of {region_id, delivery_id, before: {state, reason, …}}; what is true now is read from the table.
-- The feed is the channel's region's, and the post's region's where it is another.
create or replace function admin.dispatch_told(p_changes jsonb) returns jsonb
language plpgsql volatile set search_path = '' set timezone = 'UTC'
  set enable_seqscan = off set jit = off as $$
declare
  v_feeds jsonb;
  v_events jsonb;
begin
  if jsonb_array_length(p_changes) = 0 then
    return '[]';
  end if;
  select
    jsonb_agg(jsonb_build_object(
      'kind', 'delivery', 'owner_region_id', d.region_id, 'item_id', d.delivery_id, 'version', d.version, 'common',
        false,
      'also', case when d.post_region_id = d.region_id then '[]' else jsonb_build_array(d.post_region_id) end)
      order by d.region_id, d.delivery_id),
    jsonb_agg(jsonb_build_object(
      'region_id', d.region_id, 'login', session_user, 'verb', 'delivery.' || d.state, 'kind', 'delivery',
      'item_id', d.delivery_id, 'item_version', d.version, 'activity_id', d.activity_id, 'reason', d.reason,
      'before', x.before, 'after', jsonb_strip_nulls(jsonb_build_object(
        'state', d.state, 'reason', d.reason, 'kind', d.kind, 'revision', d.revision, 'digest', d.digest,
        'bytes_sha256', d.bytes_sha256, 'remote_id', d.remote_id, 'remote_url', d.remote_url, 'due_at', d.due_at,
        'stop_id', d.stop_id, 'withdrawal', d.withdrawal)))
      order by d.region_id, d.delivery_id)
  into v_feeds, v_events
  from jsonb_to_recordset(p_changes) as x (region_id uuid, delivery_id uuid, before jsonb)
  join crier.delivery d on d.region_id = x.region_id and d.delivery_id = x.delivery_id;
  perform admin.event_write_v1(v_events);
  return v_feeds;
end $$;

alter function admin.dispatch_told(jsonb) owner to crier_owner;
revoke all on function admin.dispatch_told(jsonb) from public;
grant execute on function admin.dispatch_told(jsonb) to crier_coordinator;
