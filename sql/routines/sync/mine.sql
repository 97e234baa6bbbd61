-- My region, unless it is locked (CR002): the first step of whatever is not hello.
create or replace function sync.mine() returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare
  mine uuid := sync.me();
begin
  perform from crier.region r where r.region_id = mine and r.state = 'active';
  if not found then
    raise exception 'this region is locked' using errcode = 'CR002';
  end if;
  return mine;
end $$;

alter function sync.mine() owner to crier_sync;
revoke all on function sync.mine() from public;
