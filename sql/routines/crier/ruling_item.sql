-- A ruling as JSON, as feeds and snapshots read it: the row in snake case, without its number: that is one for all, and
-- would tell an office how much others do.
create or replace function crier.ruling_item(item crier.ruling) returns jsonb
language sql stable parallel safe return to_jsonb(item) - 'ruling_no';

alter function crier.ruling_item(crier.ruling) owner to crier_owner;
revoke all on function crier.ruling_item(crier.ruling) from public;
grant execute on function crier.ruling_item(crier.ruling) to crier_coordinator, crier_sync;
