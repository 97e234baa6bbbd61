-- The channels of posts: regions see them inside the post.
call crier.guard('crier.post_channel');

create policy coordinator_select on crier.post_channel for select to crier_coordinator using (true);
create policy coordinator_insert on crier.post_channel for insert to crier_coordinator with check (true);
create policy coordinator_update on crier.post_channel for update to crier_coordinator using (true) with check (true);
create policy coordinator_delete on crier.post_channel for delete to crier_coordinator using (true);

grant select, insert, update, delete on crier.post_channel to crier_coordinator;
