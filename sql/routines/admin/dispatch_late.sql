-- admin.dispatch_late(results): evidence that came after its try was given up. Part of settle_v1, which holds the
-- locks.
-- 'sent' with an id is a fact, whatever was decided meanwhile: unless a newer try is on the wire, the delivery is
-- sent with the words of that try, which newer ones replace, and taken down if it was withdrawn.
-- Any other late outcome is looked at first by the resolver. Where it is 'unknown', of the try in question, that try
-- may have left as late as this: absence counts from now on, and what was not seen before proves nothing.
-- Returns what changed, for dispatch_tell.
create or replace function admin.dispatch_late(p_results jsonb) returns jsonb
language plpgsql volatile set search_path = '' as $$
declare
  v_now timestamptz := clock_timestamp();
  r record;
  v_told jsonb := '[]';
begin
  for r in
    select x.*, d.state, d.channel_id, d.withdrawal or d.state = 'withdrawn' as unwanted, d.kind
    from jsonb_to_recordset(p_results)
      as x (region_id uuid, delivery_id uuid, fence bigint, outcome text, remote_id text, remote_url text)
    join crier.delivery d on d.region_id = x.region_id and d.delivery_id = x.delivery_id
    order by x.region_id, x.delivery_id
  loop
    if r.outcome = 'sent' and r.state not in ('sending', 'sent') then
      update crier.delivery d set state = 'sent', remote_id = coalesce(r.remote_id, d.remote_id),
        remote_url = coalesce(r.remote_url, d.remote_url), sent_at = coalesce(d.intent_at, v_now), look_at = null,
        reason = null, sentence = null, revision = coalesce(w.revision, d.revision),
        digest = coalesce(w.digest, d.digest),
        edit_waits = d.edit_waits or (d.kind = 'publish' and coalesce(w.revision, d.revision) < p.revision),
        version = d.version + 1, changed_at = v_now
      from crier.post p left join lateral (
        select v.revision, v.digest from crier.attempt a
        join crier.revision v on v.region_id = p.region_id and v.post_id = p.post_id and v.digest = a.digest
        where a.region_id = r.region_id and a.delivery_id = r.delivery_id and a.kind = 'intent' and a.fence = r.fence
        order by v.revision desc limit 1) w on true
      where d.region_id = r.region_id and d.delivery_id = r.delivery_id
        and p.region_id = d.post_region_id and p.post_id = d.post_id;
      v_told := v_told || jsonb_build_object('region_id', r.region_id, 'delivery_id', r.delivery_id,
        'before', jsonb_build_object('state', r.state));
      if r.unwanted and r.kind = 'publish' then
        v_told := v_told || coalesce(admin.take_down_make(r.region_id, r.delivery_id), '[]');
      end if;
      perform admin.lanes_recompute(array[r.region_id], array[r.channel_id], null, false);
    elsif r.state = 'unknown' then
      update crier.delivery d set look_at = v_now,
        deadline = case when r.outcome = 'unknown' and d.fence = r.fence then greatest(d.deadline, v_now)
          else d.deadline end,
        looks = case when r.outcome = 'unknown' and d.fence = r.fence then 0 else d.looks end
      where d.region_id = r.region_id and d.delivery_id = r.delivery_id;
    end if;
  end loop;
  return v_told;
end $$;

alter function admin.dispatch_late(jsonb) owner to crier_owner;
revoke all on function admin.dispatch_late(jsonb) from public;
grant execute on function admin.dispatch_late(jsonb) to crier_coordinator;
