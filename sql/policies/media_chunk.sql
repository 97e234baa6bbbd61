-- Bytes of images: a region adds its own, and sees besides those of the posts that it sees.
call crier.guard('crier.media_chunk');

create policy sync_select on crier.media_chunk for select to crier_sync
using (
  region_id = (select sync.me())
  or exists (
    select from crier.post_media m where m.region_id = media_chunk.region_id and m.sha256 = media_chunk.sha256)
);
create policy sync_insert on crier.media_chunk for insert to crier_sync with check (region_id = (select sync.me()));
create policy sync_delete on crier.media_chunk for delete to crier_sync using (region_id = (select sync.me()));
create policy coordinator_select on crier.media_chunk for select to crier_coordinator using (true);
create policy coordinator_insert on crier.media_chunk for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.media_chunk for update to crier_coordinator using (true) with check (true);
create policy coordinator_delete on crier.media_chunk for delete to crier_coordinator using (true);

grant select, insert, delete on crier.media_chunk to crier_sync;
grant select, insert, update, delete on crier.media_chunk to crier_coordinator;
