-- Who stands above whom, and how far feeds are carried.
-- The rule rests on sync.me() alone, as sync.readable() reads this.
call crier.guard('crier.fan_out');

create policy sync_select on crier.fan_out for select to crier_sync
using (
  region_id = (select sync.me())
  or ancestor_id = (select sync.me())
);
create policy coordinator_select on crier.fan_out for select to crier_coordinator using (true);
create policy coordinator_insert on crier.fan_out for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.fan_out for update to crier_coordinator using (true) with check (true);

grant select on crier.fan_out to crier_sync;
grant select, insert, update on crier.fan_out to crier_coordinator;
