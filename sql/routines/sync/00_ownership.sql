-- Which region asks, and whose items it may see. Every row-level rule of crier_sync rests on these; each rule
-- calls them in a scalar subselect, so once per statement.

-- The region of the login that connected: by the role itself and by its name, so that neither a dropped and
-- recreated role nor a restored role number opens a region. Raises CR003 for a login of no region.
create or replace function sync.me() returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare
  mine uuid;
begin
  select l.region_id into mine
  from crier.login l
  where l.login_name = session_user and l.login = to_regrole(quote_ident(session_user));
  if mine is null then
    raise exception 'this login is of no region' using errcode = 'CR003';
  end if;
  return mine;
end $$;

-- My region and those below it.
create or replace function sync.readable() returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
declare
  mine uuid := sync.me();
begin
  return array(select mine union all select f.region_id from crier.fan_out f where f.ancestor_id = mine);
end $$;

-- The regions above mine, and those that lend a channel to mine: their rows and policies are seen, not their posts.
create or replace function sync.around() returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
declare
  mine uuid := sync.me();
begin
  return array(
    select f.ancestor_id from crier.fan_out f where f.region_id = mine
    union
    select s.owner_region_id from crier.share s where s.region_id = mine and s.kind = 'channel');
end $$;

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

alter function sync.me() owner to crier_sync;
alter function sync.readable() owner to crier_sync;
alter function sync.around() owner to crier_sync;
alter function sync.mine() owner to crier_sync;
revoke all on function sync.me(), sync.readable(), sync.around(), sync.mine() from public;
grant execute on function sync.me(), sync.readable() to crier_agent;
