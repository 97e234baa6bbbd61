-- Makes the body, its centre, the first member with the grant of an administrator, and the one-time code for their
-- first sign-in. Once, after migrate: CR006 where a centre exists. No act stands behind it, so its events name it
-- break-glass, with an id of their own. The epoch is random.
create or replace function admin.init_v1(
  body text, region uuid, region_name text, zone text, languages text[], member uuid, member_name text,
  grant_id uuid, code_sha256 bytea, code_until timestamptz,
  signing_key bytea, encryption_key bytea, encryption_key_id text, encryption_key_signature bytea) returns void
language plpgsql volatile set search_path = '' set timezone = 'UTC' as $$
declare
  act constant uuid := crier.derived_id('break-glass', 'init');
  now constant timestamptz := clock_timestamp();
  made constant jsonb := jsonb_build_array(
    jsonb_build_object('kind', 'region', 'item_id', region, 'after', jsonb_build_object(
      'name', region_name, 'zone', zone, 'languages', languages, 'body', body)),
    jsonb_build_object('kind', 'member', 'item_id', member, 'after', jsonb_build_object('name', member_name)),
    jsonb_build_object('kind', 'grant', 'item_id', grant_id, 'after', jsonb_build_object(
      'member_id', member, 'tier', 'administrator', 'from_at', now)));
begin
  lock table crier.body in share row exclusive mode;
  if exists (select from crier.body) or admin.root() is not null then
    raise exception 'there is a centre already' using errcode = 'CR006';
  end if;
  insert into crier.body (
    name, epoch, signing_key, encryption_key, encryption_key_id, encryption_key_signature)
  values (init_v1.body, gen_random_uuid(), init_v1.signing_key, init_v1.encryption_key, init_v1.encryption_key_id,
    init_v1.encryption_key_signature);
  insert into crier.epoch (epoch, generation) select b.epoch, b.generation from crier.body b;
  insert into crier.region (region_id, name, zone, languages, activity_id)
  values (region, init_v1.region_name, init_v1.zone, init_v1.languages, act);
  insert into crier.region_name (region_id, from_at, name, activity_id) values (region, now, init_v1.region_name, act);
  insert into crier.feed_head (region_id) values ('00000000-0000-0000-0000-000000000000');
  perform admin.region_made_v1(region);
  insert into crier.member (region_id, member_id, name, activity_id) values (region, member, member_name, act);
  insert into crier.member_grant (region_id, grant_id, member_region_id, member_id, tier, from_at, activity_id)
  values (region, init_v1.grant_id, region, member, 'administrator', now, act);
  insert into crier.verifier (region_id, member_id, code_sha256, code_until)
  values (region, member, init_v1.code_sha256, init_v1.code_until);

  perform admin.event_write_v1((
    select jsonb_agg(jsonb_build_object('region_id', region, 'acting_region_id', region, 'login', session_user,
      'address', inet_client_addr(), 'verb', 'init', 'item_version', 1, 'activity_id', act, 'verdict', 'accepted',
      'reason', 'break-glass') || m)
    from jsonb_array_elements(made) m));
  perform crier.feed_write((
    select jsonb_agg(jsonb_build_object('kind', m -> 'kind', 'owner_region_id', region, 'item_id', m -> 'item_id',
      'version', 1))
    from jsonb_array_elements(made) m));
end $$;

alter function admin.init_v1(
  text, uuid, text, text, text[], uuid, text, uuid, bytea, timestamptz, bytea, bytea, text, bytea) owner to crier_owner;
revoke all on function admin.init_v1(
  text, uuid, text, text, text[], uuid, text, uuid, bytea, timestamptz, bytea, bytea, text, bytea) from public;
grant execute on function admin.init_v1(
  text, uuid, text, text, text[], uuid, text, uuid, bytea, timestamptz, bytea, bytea, text, bytea)
  to crier_coordinator;
