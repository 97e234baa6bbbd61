-- Lanes of channels.
call crier.guard('crier.lane');

create policy coordinator_select on crier.lane for select to crier_coordinator using (true);
create policy coordinator_insert on crier.lane for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.lane for update to crier_coordinator using (true) with check (true);
create policy coordinator_delete on crier.lane for delete to crier_coordinator using (true);

grant select, insert, update, delete on crier.lane to crier_coordinator;
