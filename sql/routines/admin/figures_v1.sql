-- Figures for health, metrics and `status`: name, label, value. Costs what is open, not what has been.
-- oldest_due_seconds: how long the oldest delivery that waits, and that no stop holds, has been due, whatever keeps it:
-- a hold, a pace, a retry, an outcome that is not known before it.
-- An office's label is its name, and where several are called so, with the short form of its id.
create or replace function admin.figures_v1() returns table (name text, label text, value double precision)
language plpgsql stable set search_path = '' as $$
begin
  return query select 'deliveries_open', d.state, count(*)::double precision
    from crier.delivery d where d.state in ('unknown', 'parked', 'missed', 'stopped') group by d.state;
  return query select 'deliveries_sending', '', count(*)::double precision
    from crier.delivery d where d.state = 'sending';
  -- The first of delivery_waiting_due.
  return query select 'oldest_due_seconds', '', greatest(coalesce(extract(epoch from clock_timestamp() - (
      select d.due_at from crier.delivery d where d.state = 'waiting' and d.due_at > '-infinity'
      order by d.due_at limit 1)), 0), 0)::double precision;
  return query select 'lanes_due', '', count(*)::double precision
    from crier.lane l where l.next_due < 'infinity' and l.next_due < clock_timestamp();
  return query select 'acts_waiting', '', count(*)::double precision from crier.inbox i
    where i.deferred_at is null;
  return query select 'acts_deferred', '', count(*)::double precision from crier.inbox i
    where i.deferred_at is not null;
  return query select 'oldest_act_seconds', '',
      coalesce(max(extract(epoch from clock_timestamp() - a.received_at)), 0)::double precision
    from (select i.region_id, i.activity_id from crier.inbox i where i.deferred_at is null order by i.n limit 1) i
    join crier.activity a on a.region_id = i.region_id and a.activity_id = i.activity_id;
  return query select 'feed_lag_rows',
      case when count(*) over (partition by o.office) > 1
        then o.office || ' (' || left(right(o.region_id::text, 12), 8) || ')' else o.office end, o.lag
    from (
      select r.region_id, r.name as office, (h.head - max(a.region_cursor))::double precision as lag
      from crier.agent a join crier.feed_head h on h.region_id = a.region_id
      join crier.region r on r.region_id = a.region_id
      where a.last_pull_at is not null group by r.region_id, r.name, h.head) o;
  return query select 'stops_standing', '', count(*)::double precision from crier.stop s where s.lifted_at is null;
  return query select 'coordinators_seen', '', count(*)::double precision
    from crier.coordinator c where c.seen_at > clock_timestamp() - interval '1 minute';
  return query select 'rulings_total', '', r.ruling_no::double precision from crier.reconciler r;
  return query select 'dispatch_frozen', '', (b.frozen_at is not null)::integer::double precision from crier.body b;
end $$;

alter function admin.figures_v1() owner to crier_owner;
revoke all on function admin.figures_v1() from public;
grant execute on function admin.figures_v1() to crier_coordinator;
