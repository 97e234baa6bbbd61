-- Which posts name which images: seen with the post.
call crier.guard('crier.post_media');

create policy sync_select on crier.post_media for select to crier_sync
using (
  region_id = any ((select sync.readable())::uuid[])
  or exists (
    select from crier.share s
    where s.region_id = (select sync.me()) and s.kind = 'post' and s.item_id = post_media.post_id)
);
create policy coordinator_select on crier.post_media for select to crier_coordinator using (true);
create policy coordinator_insert on crier.post_media for insert to crier_coordinator with check (true);

grant select on crier.post_media to crier_sync;
grant select, insert on crier.post_media to crier_coordinator;
