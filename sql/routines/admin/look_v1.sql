-- admin.look_v1(max, every): at most max deliveries of unknown outcome whose look-up is due. Each is put off by
-- `every`, so that no other coordinator looks at the same time. Works while dispatch is frozen: looking says nothing.
-- Returns an array of {delivery, post, channel, content: what it was to say, earlier: other wordings of the post,
-- newest first, since, others, as_of: {at, ended}}. `earlier` and `since` only where no try is known, as after a
-- restore: one of the wordings may have gone out, and not before `since`. `others`: ids of posts that answers named as
-- other deliveries' of this channel, out since shortly before; what a look found is not among them. as_of goes back
-- with what is found (resolve_v1): when the look began, and whether the try had ended by then.
create or replace function admin.look_v1(p_max integer, p_every interval) returns jsonb
language plpgsql volatile set search_path = '' set timezone = 'UTC'
  set enable_seqscan = off set jit = off as $$
declare
  v_now timestamptz := clock_timestamp();
  v_answer jsonb;
begin
  with choice as materialized (
    select d.region_id, d.delivery_id from crier.delivery d
    where d.state = 'unknown' and d.look_at <= v_now
    order by d.look_at limit p_max for no key update skip locked
  ), taken as (
    update crier.delivery d set look_at = clock_timestamp() + p_every
    from choice c where d.region_id = c.region_id and d.delivery_id = c.delivery_id
    returning d.*
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'delivery', to_jsonb(t), 'post', to_jsonb(p) - 'planned_version', 'channel', to_jsonb(c),
    'content', coalesce(r.content, p.content),
    'earlier', (
      select coalesce(jsonb_agg(jsonb_build_object('revision', e.revision, 'content', e.content)
        order by e.revision desc), '[]')
      from (
        select o.content, o.revision from crier.revision o
        where t.fence is null and t.kind = 'publish'
          and o.region_id = t.post_region_id and o.post_id = t.post_id and o.revision <> t.revision
        order by o.revision desc limit 20) e),
    'others', case when t.kind = 'publish' then (
      with out as materialized ( -- as many as a search sees at most, from well before what it may take for its own
        select s.region_id, s.delivery_id, s.remote_id, s.sent_at from crier.delivery s
        where s.region_id = t.region_id and s.channel_id = t.channel_id and s.state = 'sent' and s.kind = 'publish'
          and s.delivery_id <> t.delivery_id and s.sent_at > coalesce(t.intent_at, l.since) - interval '10 minutes'
        order by s.sent_at limit 4000
      )
      select coalesce(jsonb_agg(s.remote_id order by s.sent_at), '[]') from out s
      where exists (
        select from crier.attempt a where a.region_id = s.region_id and a.delivery_id = s.delivery_id
          and a.kind in ('outcome', 'late') and a.outcome = 'sent' and a.remote_id = s.remote_id)) end,
    'as_of', jsonb_build_object('at', clock_timestamp(), 'ended',
      admin.try_ended(t.region_id, t.delivery_id, t.fence, t.owner)),
    'since', l.since)), '[]')
  into v_answer
  from taken t
  cross join lateral (
    select case when t.fence is null then admin.lost_since(t.post_region_id, t.post_id) end as since) l
  join crier.post p on p.region_id = t.post_region_id and p.post_id = t.post_id
  join crier.channel c on c.region_id = t.region_id and c.channel_id = t.channel_id
  left join crier.revision r on r.region_id = t.post_region_id and r.post_id = t.post_id and r.revision = t.revision;
  return v_answer;
end $$;

alter function admin.look_v1(integer, interval) owner to crier_owner;
revoke all on function admin.look_v1(integer, interval) from public;
grant execute on function admin.look_v1(integer, interval) to crier_coordinator;
