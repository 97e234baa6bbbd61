-- Attempts: never changed; regions read the outcome on the delivery.
call crier.guard('crier.attempt');

create policy coordinator_select on crier.attempt for select to crier_coordinator using (true);
create policy coordinator_insert on crier.attempt for insert to crier_coordinator with check (true);
create policy auditor_select on crier.attempt for select to crier_auditor using (true);
create policy dba_select on crier.attempt for select to crier_dba using (true);

grant select, insert on crier.attempt to crier_coordinator;
