-- admin.read_back_note_v1(findings): what stood on the platform when a sent post was read back.
-- findings: array of {region_id, delivery_id, found: same | differs | gone, sentence}. The first word stands.
-- What is not as approved gets a sentence, an entry in the log of tries, an event and its place in the feeds; what is,
-- is noted and no more. Returns how many were noted.
create or replace function admin.read_back_note_v1(p_findings jsonb) returns integer
language plpgsql volatile set search_path = '' set timezone = 'UTC' as $$
declare
  v_noted jsonb;
begin
  perform from crier.delivery d
  where (d.region_id, d.delivery_id) in (
    select x.region_id, x.delivery_id from jsonb_to_recordset(p_findings) as x (region_id uuid, delivery_id uuid))
  order by d.region_id, d.delivery_id for no key update;
  with noted as (
    update crier.delivery d set
      read_back = x.found, look_at = null, look_fails = 0,
      reason = case when x.found = 'same' then d.reason else 'read_back' end,
      sentence = case when x.found = 'same' then d.sentence else x.sentence end,
      version = d.version + case when x.found = 'same' then 0 else 1 end,
      changed_at = case when x.found = 'same' then d.changed_at else clock_timestamp() end
    from jsonb_to_recordset(p_findings) as x (region_id uuid, delivery_id uuid, found text, sentence text)
    where d.region_id = x.region_id and d.delivery_id = x.delivery_id and d.state = 'sent' and d.read_back is null
    returning d.*
  ), logged as (
    insert into crier.attempt (region_id, delivery_id, kind, fence, outcome, remote_id, digest, detail)
    select n.region_id, n.delivery_id, 'look', n.fence, n.read_back, n.remote_id, n.digest, n.sentence
    from noted n where n.read_back <> 'same'
  )
  select coalesce(jsonb_agg(to_jsonb(n) order by n.region_id, n.delivery_id), '[]') into v_noted from noted n;

  if exists (select from jsonb_array_elements(v_noted) n where n ->> 'read_back' <> 'same') then
    perform admin.event_write_v1((
      select jsonb_agg(jsonb_build_object(
        'region_id', n -> 'region_id', 'login', session_user, 'verb', 'delivery.read_back', 'kind', 'delivery',
        'item_id', n -> 'delivery_id', 'item_version', n -> 'version', 'activity_id', n -> 'activity_id',
        'reason', n -> 'read_back', 'after', jsonb_build_object('read_back', n -> 'read_back', 'digest', n -> 'digest',
          'remote_id', n -> 'remote_id', 'remote_url', n -> 'remote_url', 'sentence', n -> 'sentence')))
      from jsonb_array_elements(v_noted) n where n ->> 'read_back' <> 'same'));
    perform crier.feed_write((
      select jsonb_agg(jsonb_build_object(
        'kind', 'delivery', 'owner_region_id', n -> 'region_id', 'item_id', n -> 'delivery_id',
        'version', n -> 'version', 'common', false, 'also', case when n -> 'post_region_id' = n -> 'region_id' then '[]'
          else jsonb_build_array(n -> 'post_region_id') end))
      from jsonb_array_elements(v_noted) n where n ->> 'read_back' <> 'same'));
  end if;
  return jsonb_array_length(v_noted);
end $$;

alter function admin.read_back_note_v1(jsonb) owner to crier_owner;
revoke all on function admin.read_back_note_v1(jsonb) from public;
grant execute on function admin.read_back_note_v1(jsonb) to crier_coordinator;
