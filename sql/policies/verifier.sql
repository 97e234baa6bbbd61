-- Verifiers and encrypted private keys: the home region; for members of the centre the coordinator; nobody else.
-- The routine that gives one-time codes (crier_logins) writes codes and reads nothing but whose row it is.
call crier.guard('crier.verifier');

create policy sync_select on crier.verifier for select to crier_sync using (region_id = (select sync.me()));
create policy sync_update on crier.verifier for update to crier_sync
  using (region_id = (select sync.me())) with check (region_id = (select sync.me()));
create policy logins_select on crier.verifier for select to crier_logins using (true);
create policy logins_insert on crier.verifier for insert to crier_logins with check (true);
create policy logins_update on crier.verifier for update to crier_logins using (true) with check (true);
create policy coordinator_select on crier.verifier for select to crier_coordinator
  using (region_id = (select admin.root()));
create policy coordinator_insert on crier.verifier for insert to crier_coordinator
  with check (region_id = (select admin.root()));
create policy coordinator_update on crier.verifier for update to crier_coordinator
  using (region_id = (select admin.root())) with check (region_id = (select admin.root()));

grant select on crier.verifier to crier_sync;
grant update (code_sha256, code_until, verifier, sealed_key, failures, changed_at) on crier.verifier to crier_sync;
grant select (region_id, member_id) on crier.verifier to crier_logins;
grant insert (region_id, member_id, code_sha256, code_until, failures, changed_at) on crier.verifier to crier_logins;
grant update (code_sha256, code_until, failures, changed_at) on crier.verifier to crier_logins;
grant select, insert, update on crier.verifier to crier_coordinator;
