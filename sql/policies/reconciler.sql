-- The lease of the serial rulings.
call crier.guard('crier.reconciler');

create policy coordinator_select on crier.reconciler for select to crier_coordinator using (true);
create policy coordinator_update on crier.reconciler for update to crier_coordinator using (true) with check (true);

grant select, update on crier.reconciler to crier_coordinator;
