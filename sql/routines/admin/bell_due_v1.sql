-- Rings the desks in use whose feed has rows that they have not seen: one call after whatever was committed, on a
-- connection of its own. Returns how many rang.
create or replace function admin.bell_due_v1() returns integer
language plpgsql volatile set search_path = '' as $$
begin
  return (
    select count(pg_notify(a.bell, ''))
    from crier.agent a
    join crier.feed_head h on h.region_id = a.region_id
    where a.bell is not null and a.region_cursor < h.head
      and a.last_pull_at > clock_timestamp() - interval '10 minutes');
end $$;

alter function admin.bell_due_v1() owner to crier_owner;
revoke all on function admin.bell_due_v1() from public;
grant execute on function admin.bell_due_v1() to crier_coordinator;
