-- A few words by which a person knows an item; null for what is not there.
create or replace function audit.item_title(kind text, region uuid, id uuid) returns text
language plpgsql stable parallel safe set search_path = '' as $$
begin
  return case kind
    when 'post' then (
      select left(coalesce(p.reference || ': ', '') || coalesce(t.value, ''), 80)
      from crier.post p left join lateral (
        select e.value from jsonb_each_text(p.content -> 'texts') e order by e.key collate "C" limit 1) t on true
      where p.region_id = region and p.post_id = id)
    when 'channel' then (
      select c.handle || ' on ' || c.platform from crier.channel c where c.region_id = region and c.channel_id = id)
    when 'member' then (select m.name from crier.member m where m.region_id = region and m.member_id = id)
    when 'region' then (select r.name from crier.region r where r.region_id = id)
    when 'grant' then (
      select g.tier || ' for ' || audit.member_name(g.member_id) from crier.member_grant g
      where g.region_id = region and g.grant_id = id)
    when 'policy' then (
      select p.class || ': ' || p.approvals || ' by ' || p.tier from crier.policy p
      where p.region_id = region and p.policy_id = id)
    when 'stop' then (
      select s.scope || ': ' || s.reason from crier.stop s where s.region_id = region and s.stop_id = id)
    when 'conflict' then (
      select 'what to choose: ' || c.field from crier.conflict c where c.region_id = region and c.conflict_id = id)
    when 'delivery' then (
      select d.kind || ' on ' || c.handle from crier.delivery d
      join crier.channel c on c.region_id = d.region_id and c.channel_id = d.channel_id
      where d.region_id = region and d.delivery_id = id)
  end;
end $$;

alter function audit.item_title(text, uuid, uuid) owner to crier_owner;
revoke all on function audit.item_title(text, uuid, uuid) from public;
grant execute on function audit.item_title(text, uuid, uuid) to crier_auditor;
