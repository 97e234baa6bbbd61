-- The body: its keys and epoch are everybody's to read.
call crier.guard('crier.body');

create policy sync_select on crier.body for select to crier_sync using (true);
create policy audit_writer_select on crier.body for select to crier_audit_writer using (true);
create policy coordinator_select on crier.body for select to crier_coordinator using (true);
create policy coordinator_insert on crier.body for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.body for update to crier_coordinator using (true) with check (true);

grant select on crier.body to crier_sync;
grant select (epoch) on crier.body to crier_audit_writer;
grant select, insert, update on crier.body to crier_coordinator;
