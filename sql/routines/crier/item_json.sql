-- One item; null when it is absent or not visible to the caller.
create or replace function crier.item_json(kind text, owner_region uuid, id uuid) returns jsonb
language plpgsql stable parallel safe set search_path = '' as $$
begin
  return (select i.body from crier.items_json(kind, array[owner_region], array[id]) i);
end $$;

alter function crier.item_json(text, uuid, uuid) owner to crier_owner;
revoke all on function crier.item_json(text, uuid, uuid) from public;
grant execute on function crier.item_json(text, uuid, uuid) to crier_coordinator, crier_sync;
