-- The publishes that stood on an account at a moment, the latest first: at most `most` that surely did, and with them
-- each as late that perhaps did. out_at: when its request began, or was known to be answered; null sent_at: not known.
-- stood: yes, or perhaps, and then note says why: its outcome was not known then or is not known now, its take-down
-- was on the way, or it was not there, or not so, when it was read back.
create or replace function audit.standing(channel uuid, moment timestamptz, most integer default 1)
returns table (region_id uuid, delivery_id uuid, out_at timestamptz, stood text, note text)
language plpgsql stable parallel safe rows 3 set search_path = '' set jit = off as $$
declare
  home uuid := (select c.region_id from crier.channel c where c.channel_id = standing.channel);
begin
  return query
  with sure as materialized (
    -- Backwards along delivery_sent_recently; the count is asked per row, where NOT EXISTS may read them all.
    select p.region_id, p.delivery_id, p.post_region_id, p.post_id, p.state, p.due_at, p.intent_at, p.sent_at,
      p.read_back, p.sent_at as since
    from crier.delivery p
    where p.region_id = home and p.channel_id = standing.channel and p.kind = 'publish' and p.state = 'sent'
      and p.sent_at <= moment
      and (select count(*) from crier.delivery t
        where t.post_region_id = p.post_region_id and t.post_id = p.post_id and t.region_id = p.region_id
          and t.channel_id = p.channel_id and t.kind = 'take_down' and t.state = 'sent' and t.sent_at <= moment) = 0
    order by p.sent_at desc limit most
  ), doubtful as (
    select p.region_id, p.delivery_id, p.post_region_id, p.post_id, p.state, p.due_at, p.intent_at, p.sent_at,
      p.read_back from crier.delivery p
    where p.region_id = home and p.channel_id = standing.channel and p.kind = 'publish' and p.state = 'sent'
      and p.sent_at > moment and p.sent_at <= moment + interval '1 minute'
    union
    select p.region_id, p.delivery_id, p.post_region_id, p.post_id, p.state, p.due_at, p.intent_at, p.sent_at,
      p.read_back from crier.delivery p
    where p.region_id = home and p.channel_id = standing.channel and p.kind = 'publish' and p.state = 'sent'
      and p.sent_at > moment and (p.intent_at is null or p.sent_at - p.intent_at > interval '1 minute')
    union all
    select p.region_id, p.delivery_id, p.post_region_id, p.post_id, p.state, p.due_at, p.intent_at, p.sent_at,
      p.read_back from crier.delivery p
    where p.region_id = home and p.channel_id = standing.channel and p.kind = 'publish' and p.state = 'sending'
    union all
    select p.region_id, p.delivery_id, p.post_region_id, p.post_id, p.state, p.due_at, p.intent_at, p.sent_at,
      p.read_back from crier.delivery p
    where p.region_id = home and p.channel_id = standing.channel and p.kind = 'publish' and p.state = 'unknown'
    union all
    select p.region_id, p.delivery_id, p.post_region_id, p.post_id, p.state, p.due_at, p.intent_at, p.sent_at,
      p.read_back from crier.delivery p
    where p.region_id = home and p.channel_id = standing.channel and p.kind = 'publish' and p.state = 'parked'
  ), every as (
    select s.*, true as sure from sure s
    union all
    select d.*, coalesce(d.intent_at, d.due_at), false from doubtful d
    where coalesce(d.intent_at, d.due_at) <= moment and coalesce(d.intent_at, d.due_at) >= coalesce(
      (select min(s.sent_at) from sure s having count(*) >= most), '-infinity')
  )
  select e.region_id, e.delivery_id, e.since, case when n.note is null then 'yes' else 'perhaps' end, n.note
  from every e
  left join lateral (
    select t.state, t.sent_at, coalesce(t.intent_at, t.due_at) as begun from crier.delivery t
    where t.post_region_id = e.post_region_id and t.post_id = e.post_id and t.region_id = e.region_id
      and t.channel_id = standing.channel and t.kind = 'take_down'
      and t.state in ('sent', 'sending', 'unknown', 'parked')) t on true
  left join lateral (
    select min(a.at) as at from crier.attempt a
    where a.region_id = e.region_id and a.delivery_id = e.delivery_id and a.kind = 'look'
      and a.outcome = e.read_back) r on true
  cross join lateral (
    select nullif(concat_ws('; ',
      case when e.sure then null
        when e.state <> 'sent' then 'whether it went out is not known (' || e.state || ')'
        when e.intent_at is null then 'the record of its sending is lost; it was seen to be out at ' || e.sent_at
        else 'its request began at ' || e.intent_at || ' and was known to have worked at ' || e.sent_at end,
      case when t.begun <= moment then case when t.state = 'sent'
        then 'its take-down began at ' || t.begun || ' and was known to have worked at ' || t.sent_at
        else 'whether its take-down of ' || t.begun || ' worked is not known' end end,
      case e.read_back when 'gone' then 'it was gone when it was read back at ' || coalesce(r.at::text, '?')
        when 'differs' then 'other words stood there when it was read back at ' || coalesce(r.at::text, '?') end
    ), '') as note) n
  where not (t.state is not distinct from 'sent' and coalesce(t.sent_at <= moment, false))
  order by e.since desc, e.delivery_id;
end $$;

alter function audit.standing(uuid, timestamptz, integer) owner to crier_owner;
revoke all on function audit.standing(uuid, timestamptz, integer) from public;
grant execute on function audit.standing(uuid, timestamptz, integer) to crier_auditor;
