-- Regions: mine, those below, those above, and those that lend me a channel.
call crier.guard('crier.region');

create policy sync_select on crier.region for select to crier_sync
using (
  region_id = (select sync.me())
  or region_id = any ((select sync.readable())::uuid[])
  or region_id = any ((select sync.around())::uuid[])
);
create policy logins_select on crier.region for select to crier_logins using (true);
create policy coordinator_select on crier.region for select to crier_coordinator using (true);
create policy coordinator_insert on crier.region for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.region for update to crier_coordinator using (true) with check (true);

grant select on crier.region to crier_sync;
grant select (region_id, state) on crier.region to crier_logins;
grant select, insert, update on crier.region to crier_coordinator;
