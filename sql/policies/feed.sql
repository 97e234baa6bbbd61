-- Feeds: mine and the common one.
call crier.guard('crier.feed');

create policy sync_select on crier.feed for select to crier_sync
using (
  region_id = (select sync.me())
  or region_id = '00000000-0000-0000-0000-000000000000'
);
create policy sync_insert on crier.feed for insert to crier_sync with check (region_id = (select sync.me()));
create policy coordinator_select on crier.feed for select to crier_coordinator using (true);
create policy coordinator_insert on crier.feed for insert to crier_coordinator with check (true);
-- Only what the floor says is gone.
create policy coordinator_delete on crier.feed for delete to crier_coordinator
using (n <= (select h.floor from crier.feed_head h where h.region_id = feed.region_id));

grant select on crier.feed to crier_sync;
grant insert (region_id, n, kind, owner_region_id, item_id, version) on crier.feed to crier_sync;
grant select, insert, delete on crier.feed to crier_coordinator;
