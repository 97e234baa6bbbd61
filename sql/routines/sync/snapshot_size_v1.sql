-- About how many items a snapshot of these kinds has, for showing how far one has come: what is shared with me is
-- counted too, also where I see it anyway. CR002. CR003. CR009: unknown kind.
create or replace function sync.snapshot_size_v1(kinds text[]) returns bigint
language plpgsql stable security definer set search_path = '' as $$
declare
  mine uuid := sync.mine();
  readable uuid[] := sync.readable();
  around uuid[] := sync.around();
  one text;
  counted bigint;
  total bigint := 0;
begin
  foreach one in array coalesce(kinds, '{}') loop
    if sync.seeing(one) is null then
      raise exception 'a snapshot names kinds of items' using errcode = 'CR009';
    end if;
    execute format(
      'select (select count(*) from crier.%I i where %s)
        + (select count(*) from crier.share s where s.region_id = $1 and s.kind = $4)',
      case one when 'grant' then 'member_grant' else one end, sync.seeing(one))
    into counted using mine, readable, around, one;
    total := total + counted;
  end loop;
  return total;
end $$;

alter function sync.snapshot_size_v1(text[]) owner to crier_sync;
revoke all on function sync.snapshot_size_v1(text[]) from public;
grant execute on function sync.snapshot_size_v1(text[]) to crier_agent;
