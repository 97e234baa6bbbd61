-- Audit events: one role writes, nobody changes.
call crier.guard('crier.event');

create policy audit_writer_insert on crier.event for insert to crier_audit_writer with check (true);
create policy coordinator_select on crier.event for select to crier_coordinator using (true);

grant insert on crier.event to crier_audit_writer;
grant select on crier.event to crier_coordinator;
grant usage on sequence crier.event_n_seq to crier_audit_writer;
