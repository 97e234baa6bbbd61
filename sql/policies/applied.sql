-- Kept by whoever migrates: crier_owner, of which a DBA's login is a member.
call crier.guard('crier.applied');

create policy owner_select on crier.applied for select to crier_owner using (true);
create policy owner_insert on crier.applied for insert to crier_owner with check (true);
create policy owner_update on crier.applied for update to crier_owner using (true) with check (true);
create policy coordinator_select on crier.applied for select to crier_coordinator using (true);

grant select on crier.applied to crier_coordinator;
