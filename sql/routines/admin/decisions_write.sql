-- Carries out what people decided about deliveries: the part of admin.rulings_write_v1 for delivery.decide.
-- Returns what feeds are to be told. CR010: a delivery has moved on since the rules looked; they must look again.
create or replace function admin.decisions_write(decisions jsonb) returns jsonb
language plpgsql volatile set search_path = '' as $$
declare
  regions uuid[];
  channels uuid[];
  deliveries uuid[];
  wanted record;
  done jsonb;
  changes jsonb := '[]';
begin
  select array_agg(d.region_id), array_agg(d.channel_id), array_agg(d.delivery_id) into regions, channels, deliveries
  from jsonb_to_recordset(decisions) as x (region_id uuid, delivery_id uuid)
  join crier.delivery d on d.region_id = x.region_id and d.delivery_id = x.delivery_id;
  perform from crier.delivery d where (d.region_id, d.delivery_id) in (select * from unnest(regions, deliveries))
  order by d.region_id, d.delivery_id for no key update;
  perform from crier.lane l where (l.region_id, l.channel_id) in (select * from unnest(regions, channels))
  order by l.region_id, l.channel_id for no key update;
  for wanted in
    select * from jsonb_to_recordset(decisions) d (region_id uuid, delivery_id uuid, decision text, remote_id text,
      remote_url text, activity_id uuid)
  loop
    done := admin.decide_v1(wanted.region_id, wanted.delivery_id, wanted.decision, wanted.remote_id, wanted.remote_url,
      wanted.activity_id);
    if not (done ->> 'ok')::boolean then
      raise exception using errcode = 'CR010', message = 'a delivery has moved on meanwhile';
    end if;
    changes := changes || (done -> 'changes');
  end loop;
  return admin.dispatch_told(changes);
end $$;

alter function admin.decisions_write(jsonb) owner to crier_owner;
revoke all on function admin.decisions_write(jsonb) from public;
grant execute on function admin.decisions_write(jsonb) to crier_coordinator;
