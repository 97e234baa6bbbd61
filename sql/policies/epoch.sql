-- The epochs of the database.
call crier.guard('crier.epoch');

create policy coordinator_select on crier.epoch for select to crier_coordinator using (true);
create policy coordinator_insert on crier.epoch for insert to crier_coordinator with check (true);

grant select, insert on crier.epoch to crier_coordinator;
