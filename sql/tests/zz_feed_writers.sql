-- Several writers and fan-out workers at once, with rollbacks, naming regions in any order: no deadlock, every feed
-- contiguous at every moment, everything carried upwards once. Commits, so it comes last.
\ir fixture/begin.sql
\ir fixture/known.sql
commit;
select plan(10);

create table public.seen (region_id uuid primary key, cursor bigint not null default 0,
  gaps integer not null default 0);
insert into public.seen select pg_temp.id(r, '1') from unnest('{00,11,22,33}'::text[]) r;

-- A writer: 60 transactions of 1 to 4 items for a random office, shared with random others; every seventh rolls back.
create procedure public.write_feeds(seed double precision) language plpgsql as $$
declare
  offices uuid[] := array(select region_id from crier.region order by region_id);
begin
  perform setseed(seed);
  for i in 1 .. 60 loop
    perform crier.feed_write((
      select jsonb_agg(jsonb_build_object('kind', 'post', 'owner_region_id', offices[1 + floor(random() * 4)::integer],
        'item_id', gen_random_uuid(), 'version', k, 'common', random() < 0.2,
        'also', jsonb_build_array(offices[1 + floor(random() * 4)::integer],
          offices[1 + floor(random() * 4)::integer])))
      from generate_series(1, 1 + floor(random() * 4)::integer) k));
    if i % 7 = 0 then rollback; else commit; end if;
  end loop;
end $$;
create procedure public.carry_feeds() language plpgsql as $$
declare
  idle integer := 0;
begin
  while idle < 40 loop
    idle := case when admin.fan_out_v1(25) = 0 then idle + 1 else 0 end;
    commit;
    if idle > 0 then perform pg_sleep(0.005); end if;
  end loop;
end $$;
-- A reader as an agent is one: takes what comes after its cursor and counts every row that is not cursor + 1.
create procedure public.read_feeds() language plpgsql as $$
declare
  reader record;
begin
  for reader in select region_id, cursor from public.seen loop
    with page as (
      select n, row_number() over (order by n) as place from crier.feed
      where region_id = reader.region_id and n > reader.cursor
    )
    update public.seen s set cursor = s.cursor + p.rows, gaps = s.gaps + p.gaps
    from (select count(*) as rows, count(*) filter (where n <> reader.cursor + place) as gaps from page) p
    where s.region_id = reader.region_id;
    commit;
  end loop;
end $$;

select 'host=' || split_part(current_setting('unix_socket_directories'), ',', 1) || ' port=' || current_setting('port')
  || ' dbname=' || current_database() || ' user=' || session_user as place \gset
\o /dev/null
select dblink_connect('s' || i, :'place') from generate_series(1, 8) i;
select dblink_send_query('s' || i, format('call public.write_feeds(%s)', i / 10.0)) from generate_series(1, 6) i;
select dblink_send_query('s' || i, 'call public.carry_feeds()') from generate_series(7, 8) i;
\o
do $$
begin
  for i in 1 .. 4000 loop
    call public.read_feeds();
    exit when (select sum(dblink_is_busy('s' || s)) from generate_series(1, 8) s) = 0;
  end loop;
end $$;
select is((select sum(dblink_is_busy('s' || i)) from generate_series(1, 8) i), 0::bigint,
  'writers and workers have ended');
\o /dev/null
select * from generate_series(1, 8) i cross join lateral dblink_get_result('s' || i, false) r (status text);
\o
select is((select array_agg(distinct dblink_error_message('s' || i)) from generate_series(1, 8) i), array['OK'],
  'none of them failed: no deadlock');
call public.read_feeds();

select is((select sum(gaps) from public.seen), 0::bigint, 'a reader met no gap while they wrote');
select is((select count(*) from public.seen s join crier.feed_head h using (region_id) where s.cursor = h.head),
  4::bigint,
  'and has read every feed to its head');
select is((select count(*) from crier.feed_head h where h.head <> (
    select count(*) from crier.feed f where f.region_id = h.region_id and f.n between 1 and h.head)), 0::bigint,
  'every feed is contiguous');
select cmp_ok((select count(*) from crier.feed), '>', 1000::bigint, 'and there was much to write');
select ok(exists (select from crier.feed where region_id = '00000000-0000-0000-0000-000000000000'),
  'the common feed too');
select is_empty(
  $$ select f.ancestor_id, d.item_id from crier.fan_out f join crier.feed d on d.region_id = f.region_id
    where d.owner_region_id = f.region_id except select region_id, item_id from crier.feed $$,
  'everything was carried to every region above');
select is_empty(
  $$ select d.region_id, d.item_id from crier.fan_out f
    join crier.feed d on d.region_id = f.ancestor_id and d.owner_region_id = f.region_id
    left join crier.share s on s.region_id = d.region_id and s.item_id = d.item_id
    where s.item_id is null group by 1, 2 having count(*) > 1 $$, 'and nothing twice');
select is((select count(*) from crier.fan_out f join crier.feed_head h using (region_id) where f.carried <> h.head),
  0::bigint, 'nothing is left to carry');
select * from finish();
