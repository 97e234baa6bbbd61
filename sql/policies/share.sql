-- What a region sees though it neither owns it nor stands above its owner.
call crier.guard('crier.share');

create policy sync_select on crier.share for select to crier_sync using (region_id = (select sync.me()));
create policy coordinator_select on crier.share for select to crier_coordinator using (true);
create policy coordinator_insert on crier.share for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.share for update to crier_coordinator using (true) with check (true);
create policy coordinator_delete on crier.share for delete to crier_coordinator using (true);

grant select on crier.share to crier_sync;
grant select, insert, update, delete on crier.share to crier_coordinator;
