-- Names of offices, dated: written once.
call crier.guard('crier.region_name');

create policy coordinator_select on crier.region_name for select to crier_coordinator using (true);
create policy coordinator_insert on crier.region_name for insert to crier_coordinator with check (true);
create policy auditor_select on crier.region_name for select to crier_auditor using (true);
create policy dba_select on crier.region_name for select to crier_dba using (true);

grant select, insert on crier.region_name to crier_coordinator;
