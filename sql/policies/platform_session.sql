-- Pairs of tokens: the coordinators' alone; beside the log and outside audit, as credentials are.
call crier.guard('crier.platform_session');

create policy coordinator_select on crier.platform_session for select to crier_coordinator using (true);
create policy coordinator_insert on crier.platform_session for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.platform_session for update to crier_coordinator
using (true) with check (true);
create policy coordinator_delete on crier.platform_session for delete to crier_coordinator using (true);

grant select, insert, update, delete on crier.platform_session to crier_coordinator;
