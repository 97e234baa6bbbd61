-- Bytes of images: no region reaches them yet (sync.media_* come with images).
call crier.guard('crier.media_chunk');

create policy coordinator_select on crier.media_chunk for select to crier_coordinator using (true);
create policy coordinator_insert on crier.media_chunk for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.media_chunk for update to crier_coordinator using (true) with check (true);

grant select, insert, update on crier.media_chunk to crier_coordinator;
