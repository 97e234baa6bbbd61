-- Posts: the author's region, those above, and the regions of their channels (crier.share).
call crier.guard('crier.post');

create policy sync_select on crier.post for select to crier_sync
using (
  region_id = any ((select sync.readable())::uuid[])
  or exists (
    select from crier.share s
    where s.region_id = (select sync.me()) and s.kind = 'post' and s.item_id = post.post_id)
);
create policy coordinator_select on crier.post for select to crier_coordinator using (true);
create policy coordinator_insert on crier.post for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.post for update to crier_coordinator using (true) with check (true);

grant select on crier.post to crier_sync;
grant select, insert, update on crier.post to crier_coordinator;
