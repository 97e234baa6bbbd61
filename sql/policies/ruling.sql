-- Rulings: the region that pushed the act; never changed.
call crier.guard('crier.ruling');

create policy sync_select on crier.ruling for select to crier_sync using (region_id = (select sync.me()));
create policy coordinator_select on crier.ruling for select to crier_coordinator using (true);
create policy coordinator_insert on crier.ruling for insert to crier_coordinator with check (true);

grant select on crier.ruling to crier_sync;
grant select, insert on crier.ruling to crier_coordinator;
