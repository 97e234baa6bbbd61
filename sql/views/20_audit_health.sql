-- For DBAs: lag, queues, sizes, locks; no content.

drop view if exists audit.region_lag, audit.dispatch_health, audit.table_size, audit.open_transaction;

create view audit.region_lag with (security_invoker) as
select r.region_id, r.name, r.state, a.agent_id, a.incarnation, a.protocol, a.last_push_at, a.last_pull_at,
  h.head, a.region_cursor as cursor, coalesce(h.head, 0) - coalesce(a.region_cursor, 0) as lag_rows,
  coalesce(round(extract(epoch from clock_timestamp() - f.written_at), 3), 0) as lag_seconds,
  u.carried_behind, i.unruled, i.unruled_seconds, e.deferred,
  e.deferred_seconds, d.parked, d.unknown, d.stopped, d.missed, w.refused_24h,
  c.conflicts
from crier.region r
left join lateral (
  select a.agent_id, a.incarnation, a.protocol, a.last_push_at, a.last_pull_at, a.region_cursor
  from crier.agent a where a.region_id = r.region_id
  order by a.last_pull_at desc nulls last, a.incarnation desc limit 1) a on true
left join crier.feed_head h on h.region_id = r.region_id
left join crier.feed f on f.region_id = r.region_id and f.n = coalesce(a.region_cursor, 0) + 1
left join lateral (
  select coalesce(sum(h.head - o.carried), 0) as carried_behind from crier.fan_out o where o.region_id = r.region_id
) u on true
left join lateral (
  select count(*) as unruled,
    coalesce(round(extract(epoch from clock_timestamp() - min(t.received_at)), 3), 0) as unruled_seconds
  from crier.inbox b join crier.activity t on t.region_id = b.region_id and t.activity_id = b.activity_id
  where b.region_id = r.region_id and b.deferred_at is null) i on true
left join lateral (
  select count(*) as deferred,
    coalesce(round(extract(epoch from clock_timestamp() - min(t.received_at)), 3), 0) as deferred_seconds
  from crier.inbox b join crier.activity t on t.region_id = b.region_id and t.activity_id = b.activity_id
  where b.region_id = r.region_id and b.deferred_at is not null) e on true
left join lateral (
  select count(*) filter (where d.state = 'parked') as parked, count(*) filter (where d.state = 'unknown') as unknown,
    count(*) filter (where d.state = 'stopped') as stopped, count(*) filter (where d.state = 'missed') as missed
  from crier.delivery d
  where d.region_id = r.region_id and d.state in ('unknown', 'parked', 'missed', 'stopped')) d on true
left join lateral (
  select count(*) as refused_24h from crier.ruling w
  where w.region_id = r.region_id and w.verdict = 'refused' and w.ruled_at > now() - interval '24 hours'
) w on true
left join lateral (
  select count(*) as conflicts from crier.conflict c
  where c.region_id = r.region_id and c.resolved_activity_id is null) c on true;
comment on view audit.region_lag is
  'Per office: last push and pull, rows and seconds that its agent is behind, rows not yet carried upwards, acts that '
  'wait for their ruling, acts deferred until an image has come, deliveries that '
  'wait for a person, acts refused in 24 hours, open conflicts.';

create view audit.dispatch_health with (security_invoker) as
select l.platform, count(*) as lanes, count(*) filter (where l.lease_until > clock_timestamp()) as leased,
  count(*) filter (where l.hold_until > clock_timestamp()) as held,
  count(*) filter (where l.next_due <= clock_timestamp()) as due,
  coalesce(round(extract(epoch
    from clock_timestamp() - min(l.next_due) filter (where l.next_due <= clock_timestamp())), 3),
    0) as oldest_due_seconds
from crier.lane l group by l.platform;
comment on view audit.dispatch_health is
  'Per platform: lanes, how many are leased, held back, due, and the oldest due.';

create view audit.table_size with (security_invoker) as
select n.nspname as schema, c.relname as name, pg_relation_size(c.oid) as octets,
  pg_indexes_size(c.oid) as index_octets,
  pg_total_relation_size(c.oid) as total_octets, c.reltuples::bigint as rows_estimated, s.n_dead_tup as dead_rows,
  greatest(s.last_vacuum, s.last_autovacuum) as vacuumed_at
from pg_class c join pg_namespace n on n.oid = c.relnamespace
left join pg_stat_all_tables s on s.relid = c.oid
where c.relkind in ('r', 'p') and n.nspname in ('crier', 'sync', 'admin', 'audit');
comment on view audit.table_size is 'Sizes of tables and indexes, dead rows, last vacuum.';

create view audit.open_transaction with (security_invoker) as
select a.pid, a.usename as login, a.application_name, a.client_addr, a.state, a.wait_event_type, a.wait_event,
  round(extract(epoch from clock_timestamp() - a.xact_start), 3) as transaction_seconds,
  pg_blocking_pids(a.pid) as blocked_by
from pg_stat_activity a
where a.datname = current_database() and a.pid <> pg_backend_pid()
  and (a.xact_start is not null or cardinality(pg_blocking_pids(a.pid)) > 0);
comment on view audit.open_transaction is
  'Open transactions, how old they are and who blocks them; without their statements, which may hold content.';

alter view audit.region_lag owner to crier_owner;
alter view audit.dispatch_health owner to crier_owner;
alter view audit.table_size owner to crier_owner;
alter view audit.open_transaction owner to crier_owner;
revoke all on audit.region_lag, audit.dispatch_health, audit.table_size, audit.open_transaction from public;
grant select on audit.region_lag, audit.dispatch_health, audit.table_size, audit.open_transaction to crier_dba;
