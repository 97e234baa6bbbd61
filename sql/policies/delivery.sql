-- Deliveries: the channel's region and those above; the post's region and those above.
call crier.guard('crier.delivery');

create policy sync_select on crier.delivery for select to crier_sync
using (
  region_id = any ((select sync.readable())::uuid[])
  or post_region_id = any ((select sync.readable())::uuid[])
  or exists (
    select from crier.share s
    where s.region_id = (select sync.me()) and s.kind = 'delivery' and s.item_id = delivery.delivery_id)
);
create policy coordinator_select on crier.delivery for select to crier_coordinator using (true);
create policy coordinator_insert on crier.delivery for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.delivery for update to crier_coordinator using (true) with check (true);

grant select on crier.delivery to crier_sync;
grant select, insert, update on crier.delivery to crier_coordinator;
