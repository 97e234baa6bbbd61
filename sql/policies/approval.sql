-- Approvals: regions see those that stand inside the post; never changed.
call crier.guard('crier.approval');

create policy coordinator_select on crier.approval for select to crier_coordinator using (true);
create policy coordinator_insert on crier.approval for insert to crier_coordinator with check (true);

grant select, insert on crier.approval to crier_coordinator;
