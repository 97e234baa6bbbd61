-- Stops: the region covered, those above, whoever they are shared with; stops on everything, a platform or a topic
-- are everybody's, and one on a region above covers those below.
call crier.guard('crier.stop');

create policy sync_select on crier.stop for select to crier_sync
using (
  region_id = any ((select sync.readable())::uuid[])
  or scope in ('everything', 'platform', 'topic')
  or scope = 'region' and region_id = any ((select sync.around())::uuid[])
  or exists (
    select from crier.share s
    where s.region_id = (select sync.me()) and s.kind = 'stop' and s.item_id = stop.stop_id)
);
create policy coordinator_select on crier.stop for select to crier_coordinator using (true);
create policy coordinator_insert on crier.stop for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.stop for update to crier_coordinator using (true) with check (true);

grant select on crier.stop to crier_sync;
grant select, insert, update on crier.stop to crier_coordinator;
