-- Trades a one-time code; see sync.verifier_put_v1. Leaves the event member.sign_in and tells the feed.
create or replace function crier.verifier_trade(
  region uuid, member uuid, code_sha256 bytea, verifier bytea, sealed_key bytea, public_key bytea) returns boolean
language plpgsql volatile set search_path = '' as $$
declare
  tries constant integer := 5;
  kept record;
  key_before bytea;
  version_after bigint;
begin
  if octet_length(code_sha256) is distinct from 32 or octet_length(public_key) is distinct from 32
    or coalesce(octet_length(verifier), 0) not between 1 and 4096
    or coalesce(octet_length(sealed_key), 0) not between 1 and 4096
  then
    raise exception 'code, verifier and keys are needed, in their lengths' using errcode = 'CR009';
  end if;
  select m.public_key into key_before from crier.member m
  where m.region_id = region and m.member_id = member and m.state = 'active';
  if not found then
    raise exception 'no such member' using errcode = 'CR006';
  end if;
  select v.code_sha256, v.code_until, v.failures into kept from crier.verifier v
  where v.region_id = region and v.member_id = member
  for update;
  if not found or kept.code_sha256 is null or kept.code_until <= clock_timestamp() or kept.failures >= tries then
    raise exception 'the code has expired or was used' using errcode = 'CR008';
  end if;
  if kept.code_sha256 <> verifier_trade.code_sha256 then
    update crier.verifier v set failures = v.failures + 1, changed_at = clock_timestamp()
    where v.region_id = region and v.member_id = member;
    return false;
  end if;

  update crier.verifier v set code_sha256 = null, code_until = null, failures = 0, changed_at = clock_timestamp(),
    verifier = verifier_trade.verifier, sealed_key = verifier_trade.sealed_key
  where v.region_id = region and v.member_id = member;
  update crier.member m set public_key = verifier_trade.public_key, version = m.version + 1,
    changed_at = clock_timestamp()
  where m.region_id = region and m.member_id = member
  returning m.version into version_after;
  perform admin.event_write_v1(jsonb_build_array(jsonb_build_object(
    'region_id', region, 'acting_region_id', region, 'member_id', member, 'member_key', verifier_trade.public_key,
    'login', session_user, 'address', inet_client_addr(), 'verb', 'member.sign_in', 'kind', 'member',
    'item_id', member, 'item_version', version_after, 'verdict', 'accepted',
    'before', jsonb_build_object('public_key', key_before),
    'after', jsonb_build_object('public_key', verifier_trade.public_key))));
  perform crier.feed_write(jsonb_build_array(jsonb_build_object(
    'kind', 'member', 'owner_region_id', region, 'item_id', member, 'version', version_after)));
  return true;
end $$;

alter function crier.verifier_trade(uuid, uuid, bytea, bytea, bytea, bytea) owner to crier_owner;
revoke all on function crier.verifier_trade(uuid, uuid, bytea, bytea, bytea, bytea) from public;
grant execute on function crier.verifier_trade(uuid, uuid, bytea, bytea, bytea, bytea) to crier_coordinator, crier_sync;
