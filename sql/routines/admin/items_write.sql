-- Writes items (posts apart) as a batch of acts left them: the part of admin.rulings_write_v1 for regions, members,
-- grants, policies, channels and stops, with what hangs on them: names, lanes, credentials, sessions.
create or replace function admin.items_write(batch jsonb) returns void
language plpgsql volatile set search_path = '' as $$
#variable_conflict use_column
begin
  insert into crier.region (region_id, parent_id, name, zone, languages, state, version, activity_id)
  select i.region_id, i.parent_id, i.name, i.zone, i.languages, i.state, i.version, i.activity_id
  from jsonb_to_recordset(batch -> 'regions') i (region_id uuid, parent_id uuid, name text, zone text,
    languages text[], state text, version bigint, activity_id uuid)
  on conflict (region_id) do update set name = excluded.name, zone = excluded.zone, languages = excluded.languages,
    state = excluded.state, version = excluded.version, activity_id = excluded.activity_id,
    changed_at = clock_timestamp();
  perform admin.region_made_v1(i.region_id)
  from jsonb_to_recordset(batch -> 'regions') i (region_id uuid);
  insert into crier.region_name (region_id, from_at, name, activity_id)
  select r.region_id, clock_timestamp(), r.name, r.activity_id
  from jsonb_to_recordset(batch -> 'regions') i (region_id uuid) join crier.region r on r.region_id = i.region_id
  where r.name is distinct from (
    select n.name from crier.region_name n where n.region_id = r.region_id order by n.from_at desc limit 1);

  insert into crier.member (region_id, member_id, name, state, version, activity_id)
  select i.region_id, i.member_id, i.name, i.state, i.version, i.activity_id
  from jsonb_to_recordset(batch -> 'members') i (region_id uuid, member_id uuid, name text, state text,
    version bigint, activity_id uuid)
  on conflict (region_id, member_id) do update set name = excluded.name, state = excluded.state,
    version = crier.member.version + 1, activity_id = excluded.activity_id, changed_at = clock_timestamp();
  delete from crier.session s using jsonb_to_recordset(batch -> 'members')
    i (region_id uuid, member_id uuid, state text)
  where i.state = 'revoked' and s.region_id = i.region_id and s.member_id = i.member_id;

  insert into crier.member_grant (region_id, grant_id, member_region_id, member_id, tier, channel_id, from_at, until_at,
    ended_at, version, activity_id)
  select i.region_id, i.grant_id, i.member_region_id, i.member_id, i.tier, i.channel_id, i.from_at, i.until_at,
    i.ended_at, i.version, i.activity_id
  from jsonb_to_recordset(batch -> 'grants') i (region_id uuid, grant_id uuid, member_region_id uuid, member_id uuid,
    tier text, channel_id uuid, from_at timestamptz, until_at timestamptz, ended_at timestamptz, version bigint,
    activity_id uuid)
  on conflict (region_id, grant_id) do update set ended_at = excluded.ended_at, version = excluded.version,
    activity_id = excluded.activity_id, changed_at = clock_timestamp();

  insert into crier.policy (region_id, policy_id, class, approvals, tier, version, activity_id)
  select i.region_id, i.policy_id, i.class, i.approvals, i.tier, i.version, i.activity_id
  from jsonb_to_recordset(batch -> 'policies') i (region_id uuid, policy_id uuid, class text, approvals smallint,
    tier text, version bigint, activity_id uuid)
  on conflict (region_id, policy_id) do update set approvals = excluded.approvals, tier = excluded.tier,
    version = excluded.version, activity_id = excluded.activity_id, changed_at = clock_timestamp();

  insert into crier.channel (region_id, channel_id, platform, address, handle, name, languages, state, reason, limits,
    credential_sha256, ceiling_per_hour, version, activity_id)
  select i.region_id, i.channel_id, i.platform, i.address, i.handle, i.name, i.languages, i.state, i.reason, i.limits,
    decode(i.credential_sha256, 'hex'), i.ceiling_per_hour, i.version, i.activity_id
  from jsonb_to_recordset(batch -> 'channels') i (region_id uuid, channel_id uuid, platform text, address text,
    handle text, name text, languages text[], state text, reason text, limits jsonb, credential_sha256 text,
    ceiling_per_hour integer, version bigint, activity_id uuid)
  on conflict (region_id, channel_id) do update set handle = excluded.handle, name = excluded.name,
    languages = excluded.languages, state = excluded.state, reason = excluded.reason, limits = excluded.limits,
    credential_sha256 = excluded.credential_sha256, ceiling_per_hour = excluded.ceiling_per_hour,
    version = excluded.version, activity_id = excluded.activity_id, changed_at = clock_timestamp();
  insert into crier.lane (region_id, channel_id, platform)
  select i.region_id, i.channel_id, i.platform
  from jsonb_to_recordset(batch -> 'channels') i (region_id uuid, channel_id uuid, platform text)
  on conflict (region_id, channel_id) do nothing;
  -- The credential that a channel names stays, and what was stored since: its act is on its way.
  delete from crier.credential c
  using jsonb_to_recordset(batch -> 'channels') i (region_id uuid, channel_id uuid, state text, credential_sha256 text)
  where c.region_id = i.region_id and c.channel_id = i.channel_id
    and (i.state = 'removed' or c.stored_at < (
      select n.stored_at from crier.credential n
      where n.region_id = i.region_id and n.channel_id = i.channel_id
        and n.sha256 = decode(i.credential_sha256, 'hex')));

  insert into crier.stop (region_id, stop_id, scope, target_platform, target_id, target_topic, exempt_emergency, reason,
    placed_by, placed_at, lifted_by, lifted_at, version, activity_id)
  select i.region_id, i.stop_id, i.scope, i.target_platform, i.target_id, i.target_topic, i.exempt_emergency, i.reason,
    i.placed_by, i.placed_at, i.lifted_by, i.lifted_at, i.version, i.activity_id
  from jsonb_to_recordset(batch -> 'stops') i (region_id uuid, stop_id uuid, scope text, target_platform text,
    target_id uuid, target_topic text, exempt_emergency boolean, reason text, placed_by uuid, placed_at timestamptz,
    lifted_by uuid, lifted_at timestamptz, version bigint, activity_id uuid)
  on conflict (region_id, stop_id) do update set lifted_by = excluded.lifted_by, lifted_at = excluded.lifted_at,
    version = excluded.version, activity_id = excluded.activity_id, changed_at = clock_timestamp();
end $$;

alter function admin.items_write(jsonb) owner to crier_owner;
revoke all on function admin.items_write(jsonb) from public;
grant execute on function admin.items_write(jsonb) to crier_coordinator;
