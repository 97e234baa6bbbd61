-- Heartbeats of running coordinators.
call crier.guard('crier.coordinator');

create policy coordinator_select on crier.coordinator for select to crier_coordinator using (true);
create policy coordinator_insert on crier.coordinator for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.coordinator for update to crier_coordinator using (true) with check (true);

grant select, insert, update on crier.coordinator to crier_coordinator;
