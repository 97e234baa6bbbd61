-- Credentials: a region may add to those of its channels and never read one; beside the log and outside audit.
call crier.guard('crier.credential');

create policy sync_select on crier.credential for select to crier_sync using (region_id = (select sync.me()));
create policy sync_insert on crier.credential for insert to crier_sync with check (region_id = (select sync.me()));
create policy coordinator_select on crier.credential for select to crier_coordinator using (true);
create policy coordinator_insert on crier.credential for insert to crier_coordinator with check (true);
create policy coordinator_delete on crier.credential for delete to crier_coordinator using (true);

grant select (region_id, channel_id) on crier.credential to crier_sync;
grant insert on crier.credential to crier_sync;
grant select, insert, delete on crier.credential to crier_coordinator;
