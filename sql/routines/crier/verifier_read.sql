-- What a sign-in needs to know of a member of that region: CR006 if there is none.
create or replace function crier.verifier_read(region uuid, member uuid) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  answer jsonb;
begin
  select jsonb_build_object(
    'verifier', v.verifier, 'sealed_key', v.sealed_key, 'public_key', m.public_key, 'state', m.state, 'name', m.name,
    'code_pending', coalesce(v.code_sha256 is not null and v.code_until > clock_timestamp(), false))
  into answer
  from crier.member m
  left join crier.verifier v on v.region_id = m.region_id and v.member_id = m.member_id
  where m.region_id = region and m.member_id = member;
  if answer is null then
    raise exception 'no such member' using errcode = 'CR006';
  end if;
  return answer;
end $$;

alter function crier.verifier_read(uuid, uuid) owner to crier_owner;
revoke all on function crier.verifier_read(uuid, uuid) from public;
grant execute on function crier.verifier_read(uuid, uuid) to crier_coordinator, crier_sync;
