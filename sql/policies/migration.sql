-- Kept by whoever migrates: crier_owner, of which a DBA's login is a member.
call crier.guard('crier.migration');

create policy owner_select on crier.migration for select to crier_owner using (true);
create policy owner_insert on crier.migration for insert to crier_owner with check (true);
create policy owner_update on crier.migration for update to crier_owner using (true) with check (true);
create policy coordinator_select on crier.migration for select to crier_coordinator using (true);

grant select on crier.migration to crier_coordinator;
