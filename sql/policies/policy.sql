-- Policies: mine, those below, those above, and those of regions that lend me a channel.
call crier.guard('crier.policy');

create policy sync_select on crier.policy for select to crier_sync
using (
  region_id = any ((select sync.readable())::uuid[])
  or region_id = any ((select sync.around())::uuid[])
);
create policy coordinator_select on crier.policy for select to crier_coordinator using (true);
create policy coordinator_insert on crier.policy for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.policy for update to crier_coordinator using (true) with check (true);

grant select on crier.policy to crier_sync;
grant select, insert, update on crier.policy to crier_coordinator;
