-- Carries out what people decided about deliveries: the part of admin.rulings_write_v1 for delivery.decide.
-- A delivery that has moved on since the rules looked refuses the batch (23514): the act is then ruled on alone.
create or replace function admin.decisions_write(decisions jsonb) returns void
language plpgsql volatile set search_path = '' as $$
declare
  wanted record;
  done jsonb;
begin
  for wanted in
    select * from jsonb_to_recordset(decisions) d (region_id uuid, delivery_id uuid, decision text, remote_id text,
      remote_url text, activity_id uuid)
  loop
    done := admin.decide_v1(wanted.region_id, wanted.delivery_id, wanted.decision, wanted.remote_id, wanted.remote_url,
      wanted.activity_id);
    if not (done ->> 'ok')::boolean then
      raise exception using errcode = '23514', constraint = 'delivery_' || (done ->> 'reason'),
        message = 'the delivery has moved on';
    end if;
  end loop;
end $$;

alter function admin.decisions_write(jsonb) owner to crier_owner;
revoke all on function admin.decisions_write(jsonb) from public;
grant execute on function admin.decisions_write(jsonb) to crier_coordinator;
