-- Agents: a region keeps its own.
call crier.guard('crier.agent');

create policy sync_select on crier.agent for select to crier_sync using (region_id = (select sync.me()));
create policy sync_insert on crier.agent for insert to crier_sync with check (region_id = (select sync.me()));
create policy sync_update on crier.agent for update to crier_sync
  using (region_id = (select sync.me())) with check (region_id = (select sync.me()));
create policy coordinator_select on crier.agent for select to crier_coordinator using (true);
create policy coordinator_insert on crier.agent for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.agent for update to crier_coordinator using (true) with check (true);

grant select on crier.agent to crier_sync;
grant insert (region_id, agent_id, incarnation, protocol, bell) on crier.agent to crier_sync;
grant update (protocol, bell, last_sequence, last_restrictive, last_push_at, last_pull_at, region_cursor, common_cursor)
  on crier.agent to crier_sync;
grant select, insert, update on crier.agent to crier_coordinator;
