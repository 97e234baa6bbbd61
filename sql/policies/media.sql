-- Images: no region reaches them yet (sync.media_* come with images).
call crier.guard('crier.media');

create policy coordinator_select on crier.media for select to crier_coordinator using (true);
create policy coordinator_insert on crier.media for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.media for update to crier_coordinator using (true) with check (true);

grant select, insert, update on crier.media to crier_coordinator;
