-- admin.stop_over(...): the standing stop that covers this delivery, the oldest; null when none does.
-- A region covers those below it, by the channel's region and by the post's. A member covers every post that they wrote
-- or whose current revision they approved. A topic covers a campaign. An emergency is exempt only where the stop says
-- so.
create or replace function admin.stop_over(
  p_region uuid, p_channel uuid, p_post_region uuid, p_post uuid, p_class text
) returns uuid
language plpgsql stable set search_path = '' as $$
declare
  v_post crier.post;
  v_platform text;
  v_over uuid[];
  v_stop uuid;
begin
  if not exists (select from crier.stop s where s.lifted_at is null) then
    return null;
  end if;
  select p.* into v_post from crier.post p where p.region_id = p_post_region and p.post_id = p_post;
  select c.platform into v_platform from crier.channel c where c.region_id = p_region and c.channel_id = p_channel;
  v_over := admin.region_up(p_region) || admin.region_up(p_post_region);
  select s.stop_id into v_stop from crier.stop s
  where s.lifted_at is null
    and not (s.exempt_emergency and p_class = 'emergency')
    and case s.scope
      when 'everything' then true
      when 'platform' then s.target_platform = v_platform
      when 'region' then s.target_id = any (v_over)
      when 'channel' then s.target_id = p_channel
      when 'member' then s.target_id = any (v_post.writers) or exists (
        select from jsonb_array_elements(v_post.approvals) e
        where (e.value ->> 'member_id')::uuid = s.target_id)
      when 'topic' then s.target_topic = v_post.campaign
      else true                                       -- a scope that we do not know stops
    end
  order by s.placed_at, s.stop_id limit 1;
  return v_stop;
end $$;

alter function admin.stop_over(uuid, uuid, uuid, uuid, text) owner to crier_owner;
revoke all on function admin.stop_over(uuid, uuid, uuid, uuid, text) from public;
grant execute on function admin.stop_over(uuid, uuid, uuid, uuid, text) to crier_coordinator;
