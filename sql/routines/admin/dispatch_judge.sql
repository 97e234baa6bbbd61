-- admin.dispatch_judge(owner, asks): may each of these deliveries be sent now, and if not, why not?
-- asks: array of {region_id, delivery_id, fence}. owner null: asked for an explanation; the lease is not looked at.
-- Returns a row for each: reason null (it may) or a code; stop_id with 'stop'; until, where a time is known; the
-- approvals.
-- The one place where these rules stand: the intent obeys it and the explanation shows it.
create or replace function admin.dispatch_judge(p_owner uuid, p_asks jsonb)
returns table (j_region_id uuid, j_delivery_id uuid, j_reason text, j_stop_id uuid, j_until timestamptz,
  j_approvals jsonb)
language plpgsql volatile set search_path = '' set timezone = 'UTC'
  set enable_seqscan = off set jit = off as $$
declare
  v_now timestamptz := clock_timestamp();
  v_frozen boolean := exists (select from crier.body b where b.frozen_at is not null);
begin
  return query
  select a.region_id, a.delivery_id,
    case
      when d.delivery_id is null then 'gone'
      when d.state <> 'waiting' then 'not_waiting'
      when p_owner is not null and (l.owner is distinct from p_owner or l.fence <> a.fence or l.lease_until <= v_now)
        then 'lease_lost'
      when v_frozen then 'frozen'
      when (select s.delivery_id from crier.delivery s where s.region_id = d.region_id and s.channel_id = d.channel_id
        and s.state = 'sending' limit 1) is not null then 'in_flight'
      when d.ready_at > v_now then 'not_due'
      when d.intents_without_outcome >= 2 then 'poison'
      when c.state = 'removed' then 'channel_removed'
      when c.credential_sha256 is null then 'not_connected'
      when l.hold_until > v_now then coalesce(l.hold_reason, 'held')
      when d.kind = 'take_down' then case when p.state = 'approved' then 'post_changed' end
      when rc.state <> 'active' or rp.state <> 'active' then 'region_locked'
      when st.stop_id is not null then 'stop'
      when c.state <> 'active' then 'channel_paused'
      when exists (select from crier.conflict x where x.region_id = p.region_id and x.item_id = p.post_id
        and x.choice is null) then 'conflict'
      when p.state <> 'approved' then 'not_approved'
      when p.revision <> d.revision or p.digest <> d.digest then 'changed'
      when ap.given < po.needed or exists (
        select from unnest(po.tiers) as t (tier) where not exists (
          select from unnest(ap.tiers) as g (tier) where admin.tier_includes(g.tier, t.tier))) then 'approval_fell'
      when p.planned_version <> p.version or d.edit_waits then 'replan'
      when d.not_after < v_now then 'missed'
      when d.kind = 'publish' and ce.frees_at > v_now then 'ceiling'
      when d.priority > 0 and (select u.delivery_id from crier.delivery u where u.region_id = d.region_id
        and u.channel_id = d.channel_id and u.state = 'unknown' limit 1) is not null then 'unknown_before'
      when d.priority > 0 and l.slow_until > v_now then coalesce(l.slow_reason, 'pace')
    end,
    st.stop_id,
    case
      when d.ready_at > v_now then d.ready_at
      when l.hold_until > v_now then l.hold_until
      when ce.frees_at > v_now then ce.frees_at
      when d.priority > 0 and l.slow_until > v_now then l.slow_until
    end,
    ap.list
  from jsonb_to_recordset(p_asks) as a (region_id uuid, delivery_id uuid, fence bigint)
  left join crier.delivery d on d.region_id = a.region_id and d.delivery_id = a.delivery_id
  left join crier.lane l on l.region_id = d.region_id and l.channel_id = d.channel_id
  left join crier.channel c on c.region_id = d.region_id and c.channel_id = d.channel_id
  left join crier.post p on p.region_id = d.post_region_id and p.post_id = d.post_id
  left join crier.region rc on rc.region_id = d.region_id
  left join crier.region rp on rp.region_id = d.post_region_id
  left join lateral (
    select admin.stop_over(d.region_id, d.channel_id, d.post_region_id, d.post_id, d.class) as stop_id) st on true
  left join lateral (  -- approvals that stand: of this digest, by active members who wrote nothing
    select count(distinct x.member_id) as given, array_agg(x.tier) as tiers, jsonb_agg(jsonb_build_object(
        'member_id', x.member_id, 'tier', x.tier, 'activity_id', x.activity_id, 'digest', x.digest)) as list
    from crier.approval x
    join crier.member m on m.region_id = x.member_region_id and m.member_id = x.member_id and m.state = 'active'
    where x.region_id = p.region_id and x.post_id = p.post_id and x.revision = p.revision and x.digest = p.digest
      and x.activity_id in (
        select (e.value ->> 'activity_id')::uuid from jsonb_array_elements(p.approvals) e)
      and x.member_id <> all (p.writers)) ap on true
  left join lateral (  -- the stricter of both regions' policies; each from the nearest above
    select coalesce(max(x.approvals), 1) as needed, array_agg(x.tier) || 'approver'::text as tiers
    from unnest(array[d.region_id, d.post_region_id]) as r (region_id)
    cross join lateral (
      select y.approvals, y.tier from unnest(admin.region_up(r.region_id)) with ordinality as u (region_id, n)
      join crier.policy y on y.region_id = u.region_id and y.class = p.class
      order by u.n limit 1) x) po on true
  left join lateral (  -- when the ceiling lets the next through; an emergency counts emergencies only
    select case when c.ceiling_per_hour = 0 then v_now + interval '1 hour' else (
      select o.at + interval '1 hour' from (
        select s.sent_at as at from crier.delivery s
        where s.region_id = d.region_id and s.channel_id = d.channel_id and s.state = 'sent' and s.kind = 'publish'
          and s.sent_at > v_now - interval '1 hour' and (d.class <> 'emergency' or s.class = 'emergency')
        union all
        select s.intent_at from crier.delivery s
        where s.region_id = d.region_id and s.channel_id = d.channel_id and s.state = 'unknown' and s.kind = 'publish'
          and s.intent_at > v_now - interval '1 hour' and (d.class <> 'emergency' or s.class = 'emergency')) o
      order by o.at desc offset greatest(c.ceiling_per_hour, 1) - 1 limit 1) end as frees_at) ce on true;
end $$;

alter function admin.dispatch_judge(uuid, jsonb) owner to crier_owner;
revoke all on function admin.dispatch_judge(uuid, jsonb) from public;
grant execute on function admin.dispatch_judge(uuid, jsonb) to crier_coordinator;
