-- Acts that wait for their ruling: a region adds its own.
call crier.guard('crier.inbox');

create policy sync_insert on crier.inbox for insert to crier_sync with check (region_id = (select sync.me()));
create policy coordinator_select on crier.inbox for select to crier_coordinator using (true);
create policy coordinator_insert on crier.inbox for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.inbox for update to crier_coordinator using (true) with check (true);
create policy coordinator_delete on crier.inbox for delete to crier_coordinator using (true);

grant insert (region_id, activity_id, restrictive) on crier.inbox to crier_sync;
grant select, insert, update, delete on crier.inbox to crier_coordinator;
