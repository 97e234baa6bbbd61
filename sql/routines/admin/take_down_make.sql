-- admin.take_down_make(region, delivery): the delivery that takes down what a sent publish left behind. Its id is
-- derived, so that it is made once. Returns it as {region_id, delivery_id, before: null}, or null when it was there
-- already.
create or replace function admin.take_down_make(p_region uuid, p_delivery uuid) returns jsonb
language plpgsql volatile set search_path = '' as $$
declare
  v_made crier.delivery;
begin
  insert into crier.delivery (region_id, delivery_id, channel_id, post_region_id, post_id, kind, revision, digest,
    class,
    priority, state, due_at, idempotency_key, remote_id, remote_url, activity_id)
  select d.region_id, i.id, d.channel_id, d.post_region_id, d.post_id, 'take_down', d.revision, d.digest, d.class,
    0, 'waiting', clock_timestamp(), i.id::text, d.remote_id, d.remote_url, p.activity_id
  from crier.delivery d
  join crier.post p on p.region_id = d.post_region_id and p.post_id = d.post_id
  cross join lateral (
    select crier.derived_id('delivery', d.post_id::text, d.channel_id::text, 'take_down', '0') as id) i
  where d.region_id = p_region and d.delivery_id = p_delivery and d.state = 'sent' and d.kind = 'publish'
  on conflict do nothing
  returning * into v_made;
  return case when v_made.delivery_id is not null
    then jsonb_build_object('region_id', v_made.region_id, 'delivery_id', v_made.delivery_id, 'before', null) end;
end $$;

alter function admin.take_down_make(uuid, uuid) owner to crier_owner;
revoke all on function admin.take_down_make(uuid, uuid) from public;
grant execute on function admin.take_down_make(uuid, uuid) to crier_coordinator;
