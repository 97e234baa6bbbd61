-- Names of offices, dated: written once.
call crier.guard('crier.region_name');

create policy coordinator_select on crier.region_name for select to crier_coordinator using (true);
create policy coordinator_insert on crier.region_name for insert to crier_coordinator with check (true);

grant select, insert on crier.region_name to crier_coordinator;
