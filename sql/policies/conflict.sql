-- Conflicts: the item's region, those above, whoever they are shared with.
call crier.guard('crier.conflict');

create policy sync_select on crier.conflict for select to crier_sync
using (
  region_id = any ((select sync.readable())::uuid[])
  or exists (
    select from crier.share s
    where s.region_id = (select sync.me()) and s.kind = 'conflict' and s.item_id = conflict.conflict_id)
);
create policy coordinator_select on crier.conflict for select to crier_coordinator using (true);
create policy coordinator_insert on crier.conflict for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.conflict for update to crier_coordinator using (true) with check (true);

grant select on crier.conflict to crier_sync;
grant select, insert, update on crier.conflict to crier_coordinator;
