-- Logins of regions.
-- The rule of crier_sync compares session_user itself: by sync.me() it would call itself without end.
-- Only the routines of crier_logins write here.
call crier.guard('crier.login');

create policy sync_select on crier.login for select to crier_sync using (login_name = session_user);
create policy logins_select on crier.login for select to crier_logins using (true);
create policy logins_insert on crier.login for insert to crier_logins with check (true);
create policy logins_delete on crier.login for delete to crier_logins using (true);
create policy coordinator_select on crier.login for select to crier_coordinator using (true);

grant select on crier.login to crier_sync;
grant select, insert, delete on crier.login to crier_logins;
grant select on crier.login to crier_coordinator;
