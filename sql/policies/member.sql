-- Members: their home region, those above, and regions they are shared with. Through sync only the public key
-- of a member of mine can change, and with it the version.
call crier.guard('crier.member');

create policy sync_select on crier.member for select to crier_sync
using (
  region_id = any ((select sync.readable())::uuid[])
  or exists (
    select from crier.share s
    where s.region_id = (select sync.me()) and s.kind = 'member' and s.item_id = member.member_id)
);
create policy sync_update on crier.member for update to crier_sync
  using (region_id = (select sync.me())) with check (region_id = (select sync.me()));
create policy logins_select on crier.member for select to crier_logins using (true);
create policy coordinator_select on crier.member for select to crier_coordinator using (true);
create policy coordinator_insert on crier.member for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.member for update to crier_coordinator using (true) with check (true);

grant select on crier.member to crier_sync;
grant update (public_key, version, changed_at) on crier.member to crier_sync;
grant select (region_id, member_id, state) on crier.member to crier_logins;
grant select, insert, update on crier.member to crier_coordinator;
