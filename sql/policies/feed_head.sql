-- Heads of feeds: mine and the common one; a region advances its own when it trades a sign-in code.
call crier.guard('crier.feed_head');

create policy sync_select on crier.feed_head for select to crier_sync
using (
  region_id = (select sync.me())
  or region_id = '00000000-0000-0000-0000-000000000000'
);
create policy sync_update on crier.feed_head for update to crier_sync
  using (region_id = (select sync.me())) with check (region_id = (select sync.me()));
create policy coordinator_select on crier.feed_head for select to crier_coordinator using (true);
create policy coordinator_insert on crier.feed_head for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.feed_head for update to crier_coordinator using (true) with check (true);

grant select on crier.feed_head to crier_sync;
grant update (head) on crier.feed_head to crier_sync;
grant select, insert, update on crier.feed_head to crier_coordinator;
