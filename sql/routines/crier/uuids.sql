-- A JSON list of ids as an array; an absent list is empty.
create or replace function crier.uuids(list jsonb) returns uuid[]
language sql immutable parallel safe
return array(select e::uuid from jsonb_array_elements_text(coalesce(list, '[]'::jsonb)) e);

alter function crier.uuids(jsonb) owner to crier_owner;
revoke all on function crier.uuids(jsonb) from public;
grant execute on function crier.uuids(jsonb) to crier_coordinator, crier_sync;
