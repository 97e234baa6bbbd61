-- Attempts: never changed; regions read the outcome on the delivery.
call crier.guard('crier.attempt');

create policy coordinator_select on crier.attempt for select to crier_coordinator using (true);
create policy coordinator_insert on crier.attempt for insert to crier_coordinator with check (true);

grant select, insert on crier.attempt to crier_coordinator;
