-- admin.platform_session_begin_v1(owner, region, channel, credential, fence, kind, timeout, per_day): the intent to
-- open (kind open) or renew (kind renew) a channel's session, before the request; one at a time for each channel.
-- fence: of the intents as read (0: none was). Returns the fence of this one; null: somebody was faster, the
-- channel has another credential by now, or it is too early (the row then says until when).
-- A renewal counts as a try of the pair until it is settled.
-- Opening and renewing may go on at per_day in the long run, and ten at once. A session that another credential opened
-- is dropped.
create or replace function admin.platform_session_begin_v1(p_owner uuid, p_region uuid, p_channel uuid,
  p_credential bytea, p_fence bigint, p_kind text, p_timeout interval, p_per_day real)
returns bigint
language plpgsql volatile set search_path = '' as $$
declare
  v_now timestamptz;
  s crier.platform_session;
  v_tokens real;
begin
  -- Whoever still holds the channel as it was does not touch what the newer credential opened.
  if not exists (
    select from crier.channel c
    where c.region_id = p_region and c.channel_id = p_channel and c.credential_sha256 = p_credential)
  then
    return null;
  end if;
  delete from crier.platform_session x
  where x.region_id = p_region and x.channel_id = p_channel and x.credential_sha256 <> p_credential;
  if p_fence = 0 or found then
    insert into crier.platform_session (region_id, channel_id, credential_sha256)
    select c.region_id, c.channel_id, c.sha256 from crier.credential c
    where c.region_id = p_region and c.channel_id = p_channel and c.sha256 = p_credential
    on conflict do nothing;
    p_fence := 0;
  end if;
  select x.* into s from crier.platform_session x
  where x.region_id = p_region and x.channel_id = p_channel for no key update;
  v_now := clock_timestamp();
  if s.region_id is null or s.fence <> p_fence or s.not_before > v_now
    or (s.under_way is not null and s.deadline > v_now) or (p_kind = 'renew' and s.sealed is null)
  then
    return null;
  end if;
  v_tokens := least(10, s.tokens + greatest(extract(epoch from v_now - s.tokens_at), 0)::real * p_per_day / 86400);
  if v_tokens < 1 then
    update crier.platform_session x set
      not_before = v_now + make_interval(secs => (1 - v_tokens) * 86400 / p_per_day), reason = 'undecided',
      sentence = 'The platform lets an account sign in only so often; that is used up for now.'
    where x.region_id = p_region and x.channel_id = p_channel;
    return null;
  end if;
  update crier.platform_session x set
    under_way = p_kind, owner = p_owner, fence = s.fence + 1, started_at = v_now, deadline = v_now + p_timeout,
    tokens = v_tokens - 1, tokens_at = v_now, tries = s.tries + case when p_kind = 'renew' then 1 else 0 end
  where x.region_id = p_region and x.channel_id = p_channel;
  return s.fence + 1;
end $$;

alter function admin.platform_session_begin_v1(uuid, uuid, uuid, bytea, bigint, text, interval, real)
  owner to crier_owner;
revoke all on function admin.platform_session_begin_v1(uuid, uuid, uuid, bytea, bigint, text, interval, real)
  from public;
grant execute on function admin.platform_session_begin_v1(uuid, uuid, uuid, bytea, bigint, text, interval, real)
  to crier_coordinator;
