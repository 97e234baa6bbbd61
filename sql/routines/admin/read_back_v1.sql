-- admin.read_back_v1(max, every, rest): at most max posts that were sent within the last day, at least `rest` ago, and
-- have not been read back yet: the newest of each account, and no account more often than each `every`. Each is put
-- off, so that no other coordinator asks at the same time, and longer each time; after six looks that told nothing it
-- is left. What has been changed or taken down since is left as well.
-- Returns an array of {delivery, post, channel, content: of the revision that was sent, earlier: nothing}, as a
-- look-up.
create or replace function admin.read_back_v1(p_max integer, p_every interval, p_rest interval) returns jsonb
language plpgsql volatile set search_path = '' set timezone = 'UTC' as $$
declare
  v_now timestamptz := clock_timestamp();
  v_answer jsonb;
begin
  with unread as materialized (
    select distinct on (d.region_id, d.channel_id) d.region_id, d.channel_id, d.delivery_id, d.sent_at
    from crier.delivery d
    where d.state = 'sent' and d.kind in ('publish', 'edit') and d.read_back is null
      and d.sent_at > v_now - interval '1 day' and d.sent_at < v_now - p_rest
      and (d.look_at is null or d.look_at <= v_now) and (
        select o.delivery_id from crier.delivery o where o.post_region_id = d.post_region_id and o.post_id = d.post_id
          and o.channel_id = d.channel_id and o.kind <> 'publish' and o.delivery_id <> d.delivery_id
          and o.created_at >= d.created_at limit 1) is null
    order by d.region_id, d.channel_id, d.sent_at desc
  ), choice as materialized (
    select l.region_id, l.channel_id from crier.lane l
    join unread u on u.region_id = l.region_id and u.channel_id = l.channel_id
    where l.read_back_at <= v_now - p_every
    order by l.read_back_at limit p_max for no key update of l skip locked
  ), asked as (
    update crier.lane l set read_back_at = v_now
    from choice c where l.region_id = c.region_id and l.channel_id = c.channel_id
    returning l.region_id, l.channel_id
  ), free as materialized ( -- who settles holds a delivery and waits for its lane: it is not waited for the other way
    select d.region_id, d.delivery_id
    from asked a join unread u on u.region_id = a.region_id and u.channel_id = a.channel_id
    join crier.delivery d on d.region_id = u.region_id and d.delivery_id = u.delivery_id
    where d.state = 'sent' for no key update of d skip locked
  ), taken as (
    update crier.delivery d set
      look_fails = d.look_fails + 1,
      look_at = case when d.look_fails >= 5 then 'infinity'::timestamptz else v_now + p_every * (1 << d.look_fails) end
    from free f where d.region_id = f.region_id and d.delivery_id = f.delivery_id
    returning d.*
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'delivery', to_jsonb(t), 'post', to_jsonb(p) - 'planned_version', 'channel', to_jsonb(c),
    'content', coalesce(r.content, p.content), 'earlier', '[]'::jsonb)), '[]')
  into v_answer
  from taken t
  join crier.post p on p.region_id = t.post_region_id and p.post_id = t.post_id
  join crier.channel c on c.region_id = t.region_id and c.channel_id = t.channel_id and c.credential_sha256 is not null
  left join crier.revision r on r.region_id = t.post_region_id and r.post_id = t.post_id and r.revision = t.revision;
  return v_answer;
end $$;

alter function admin.read_back_v1(integer, interval, interval) owner to crier_owner;
revoke all on function admin.read_back_v1(integer, interval, interval) from public;
grant execute on function admin.read_back_v1(integer, interval, interval) to crier_coordinator;
