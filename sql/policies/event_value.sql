-- Values of audit events: one role writes; read by routines that record the reading.
call crier.guard('crier.event_value');

create policy audit_writer_insert on crier.event_value for insert to crier_audit_writer with check (true);
create policy coordinator_select on crier.event_value for select to crier_coordinator using (true);

grant insert on crier.event_value to crier_audit_writer;
grant select on crier.event_value to crier_coordinator;
revoke update, delete on crier.event_value from crier_migrator;
