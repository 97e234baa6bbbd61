-- Acts: a region adds its own and never changes one.
call crier.guard('crier.activity');

create policy sync_select on crier.activity for select to crier_sync using (region_id = (select sync.me()));
create policy sync_insert on crier.activity for insert to crier_sync with check (region_id = (select sync.me()));
create policy coordinator_select on crier.activity for select to crier_coordinator using (true);
create policy coordinator_insert on crier.activity for insert to crier_coordinator with check (true);

grant select (region_id, activity_id, agent_id, incarnation, restrictive, sequence, body_sha256)
  on crier.activity to crier_sync;
grant insert on crier.activity to crier_sync;
grant select, insert on crier.activity to crier_coordinator;
