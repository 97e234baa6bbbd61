-- Images: a region adds its own, and sees besides those of the posts that it sees.
call crier.guard('crier.media');

create policy sync_select on crier.media for select to crier_sync
using (
  region_id = (select sync.me())
  or exists (
    select from crier.post_media m where m.region_id = media.region_id and m.sha256 = media.sha256)
);
create policy sync_insert on crier.media for insert to crier_sync with check (region_id = (select sync.me()));
create policy sync_update on crier.media for update to crier_sync
  using (region_id = (select sync.me())) with check (region_id = (select sync.me()));
create policy coordinator_select on crier.media for select to crier_coordinator using (true);
create policy coordinator_insert on crier.media for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.media for update to crier_coordinator using (true) with check (true);
create policy coordinator_delete on crier.media for delete to crier_coordinator using (true);

grant select on crier.media to crier_sync;
grant insert (region_id, sha256, content_type, octets, width, height) on crier.media to crier_sync;
grant update (content_type, octets, width, height, complete, stored_at) on crier.media to crier_sync;
grant select, insert, update, delete on crier.media to crier_coordinator;
