-- Revisions: seen with their post; never changed.
call crier.guard('crier.revision');

create policy sync_select on crier.revision for select to crier_sync
using (
  region_id = (select sync.me())
  or region_id = any ((select sync.readable())::uuid[])
  or exists (
    select from crier.share s
    where s.region_id = (select sync.me()) and s.kind = 'post' and s.item_id = revision.post_id)
);
create policy coordinator_select on crier.revision for select to crier_coordinator using (true);
create policy coordinator_insert on crier.revision for insert to crier_coordinator with check (true);

grant select on crier.revision to crier_sync;
grant select, insert on crier.revision to crier_coordinator;
