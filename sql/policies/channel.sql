-- Channels: their region, those above, and regions whose members hold a grant on them.
call crier.guard('crier.channel');

create policy sync_select on crier.channel for select to crier_sync
using (
  region_id = any ((select sync.readable())::uuid[])
  or exists (
    select from crier.share s
    where s.region_id = (select sync.me()) and s.kind = 'channel' and s.item_id = channel.channel_id)
);
create policy coordinator_select on crier.channel for select to crier_coordinator using (true);
create policy coordinator_insert on crier.channel for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.channel for update to crier_coordinator using (true) with check (true);

grant select on crier.channel to crier_sync;
grant select, insert, update on crier.channel to crier_coordinator;
