-- A delivery as JSON, as feeds, snapshots and the coordinator's rulings read it: the row in snake case, without
-- machinery. Nothing is in it that changes untold; so that it was read back and is as approved is not.
create or replace function crier.delivery_item(item crier.delivery) returns jsonb
language sql stable parallel safe
return (to_jsonb(item) - '{fence,owner,progress,last_known,idempotency_key,intents_without_outcome,edit_waits}'::text[]
    - '{looks,look_at,look_fails}'::text[])
  || jsonb_build_object('read_back', nullif(item.read_back, 'same'));

alter function crier.delivery_item(crier.delivery) owner to crier_owner;
revoke all on function crier.delivery_item(crier.delivery) from public;
grant execute on function crier.delivery_item(crier.delivery) to crier_coordinator, crier_sync;
