-- Who wrote, changed and let out what stood on an account at a moment, the latest post first (most: how many posts).
-- role: wrote, changed, let out, or "consent fell" (an approval that no longer stood when it was sent).
-- office: from where they acted, as it was called then. Times: of the server, and of the office's clock.
create or replace function audit.who_let_out(channel uuid, moment timestamptz, most integer default 1)
returns table (sent_at timestamptz, remote_url text, role text, member text, office text, tier text,
  at timestamptz, office_at timestamptz, revision integer, standing_revision integer, texts jsonb, digest bytea,
  post_id uuid, member_id uuid, region_id uuid, activity_id uuid)
language plpgsql stable parallel safe set search_path = '' as $$
declare
  home uuid := (select c.region_id from crier.channel c where c.channel_id = who_let_out.channel);
begin
  return query
  with standing as (
    -- Backwards along delivery_sent_recently; the count is asked per row, where NOT EXISTS may read them all.
    select p.region_id, p.delivery_id, p.post_region_id, p.post_id, p.revision, p.sent_at, p.remote_url
    from crier.delivery p
    where p.region_id = home and p.channel_id = who_let_out.channel and p.kind = 'publish' and p.state = 'sent'
      and p.sent_at <= moment
      and (select count(*) from crier.delivery t
        where t.post_region_id = p.post_region_id and t.post_id = p.post_id and t.region_id = p.region_id
          and t.channel_id = p.channel_id and t.kind = 'take_down' and t.state = 'sent' and t.sent_at <= moment) = 0
    order by p.sent_at desc limit most
  ), shown as (
    select s.post_region_id, s.post_id, s.sent_at, coalesce(e.remote_url, s.remote_url) as remote_url,
      coalesce(e.revision, s.revision) as revision, i.approvals
    from standing s
    left join lateral (
      select d.delivery_id, d.revision, d.remote_url from crier.delivery d
      where d.post_region_id = s.post_region_id and d.post_id = s.post_id and d.region_id = s.region_id
        and d.channel_id = who_let_out.channel and d.kind = 'edit' and d.state = 'sent' and d.sent_at <= moment
      order by d.sent_at desc limit 1) e on true
    left join lateral (
      select a.approvals from crier.attempt a
      where a.region_id = s.region_id and a.delivery_id = coalesce(e.delivery_id, s.delivery_id) and a.kind = 'intent'
      order by a.at desc limit 1) i on true
  ), hand as (
    select s.*, r.revision as of_revision, case when r.revision = 1 then 'wrote' else 'changed' end as role,
      r.member_id, r.member_name, null as tier, r.written_at as told_at, r.activity_id, r.content -> 'texts' as texts,
        r.digest
    from shown s join crier.revision r
      on r.region_id = s.post_region_id and r.post_id = s.post_id and r.revision <= s.revision
    union all
    select s.*, a.revision,
      case when s.approvals @> jsonb_build_array(jsonb_build_object('member_id', a.member_id)) then 'let out'
        else 'consent fell' end,
      a.member_id, audit.member_name(a.member_id), a.tier, a.approved_at, a.activity_id, null, a.digest
    from shown s join crier.approval a
      on a.region_id = s.post_region_id and a.post_id = s.post_id and a.revision = s.revision
  )
  select h.sent_at, h.remote_url, h.role, h.member_name,
    audit.office_name(coalesce(e.acting_region_id, h.post_region_id), coalesce(e.at, h.told_at)), h.tier,
    coalesce(e.at, h.told_at), e.office_at, h.of_revision, h.revision, h.texts, h.digest,
    h.post_id, h.member_id, e.acting_region_id, h.activity_id
  from hand h left join lateral (
    select v.at, v.office_at, v.acting_region_id from crier.event v
    where v.region_id = h.post_region_id and v.kind = 'post' and v.item_id = h.post_id
      and v.activity_id = h.activity_id order by v.n limit 1) e on true
  order by h.sent_at desc, h.post_id, h.of_revision, coalesce(e.at, h.told_at);
end $$;

alter function audit.who_let_out(uuid, timestamptz, integer) owner to crier_owner;
revoke all on function audit.who_let_out(uuid, timestamptz, integer) from public;
grant execute on function audit.who_let_out(uuid, timestamptz, integer) to crier_auditor;
