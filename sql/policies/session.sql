-- Sessions of the centre's members at the coordinator's command line.
call crier.guard('crier.session');

create policy coordinator_select on crier.session for select to crier_coordinator using (true);
create policy coordinator_insert on crier.session for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.session for update to crier_coordinator using (true) with check (true);
create policy coordinator_delete on crier.session for delete to crier_coordinator using (true);

grant select, insert, update, delete on crier.session to crier_coordinator;
