-- The body and its keys: {name, epoch, generation, frozen_at, frozen_reason, root, signing_key, encryption_key,
-- encryption_key_id, encryption_key_signature}; null before init.
create or replace function admin.body_v1() returns jsonb
language plpgsql stable set search_path = '' set timezone = 'UTC' as $$
begin
  return (
    select jsonb_build_object('name', b.name, 'epoch', b.epoch, 'generation', b.generation, 'frozen_at', b.frozen_at,
      'frozen_reason', b.frozen_reason, 'root', admin.root(), 'signing_key', b.signing_key,
      'encryption_key', b.encryption_key, 'encryption_key_id', b.encryption_key_id,
      'encryption_key_signature', b.encryption_key_signature)
    from crier.body b);
end $$;

alter function admin.body_v1() owner to crier_owner;
revoke all on function admin.body_v1() from public;
grant execute on function admin.body_v1() to crier_coordinator;
