-- Grants: the region where the right is held, those above, and the member's home region.
call crier.guard('crier.member_grant');

create policy sync_select on crier.member_grant for select to crier_sync
using (
  region_id = any ((select sync.readable())::uuid[])
  or member_region_id = (select sync.me())
  or exists (
    select from crier.share s
    where s.region_id = (select sync.me()) and s.kind = 'grant' and s.item_id = member_grant.grant_id)
);
create policy coordinator_select on crier.member_grant for select to crier_coordinator using (true);
create policy coordinator_insert on crier.member_grant for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.member_grant for update to crier_coordinator using (true) with check (true);

grant select on crier.member_grant to crier_sync;
grant select, insert, update on crier.member_grant to crier_coordinator;
