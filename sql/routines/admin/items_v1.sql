-- All items of one kind, as JSON: for the lists of the centre's command line. Not for posts and deliveries.
create or replace function admin.items_v1(kind text) returns setof jsonb
language plpgsql stable set search_path = '' set timezone = 'UTC' as $$
begin
  case kind
  when 'region' then return query select crier.region_item(i) from crier.region i order by i.name, i.region_id;
  when 'member' then return query select crier.member_item(i) from crier.member i order by i.name, i.member_id;
  when 'grant' then return query select crier.grant_item(i) from crier.member_grant i order by i.grant_id;
  when 'policy' then return query select crier.policy_item(i) from crier.policy i order by i.region_id, i.class;
  when 'channel' then return query select crier.channel_item(i) from crier.channel i order by i.name, i.channel_id;
  when 'stop' then return query select crier.stop_item(i) from crier.stop i order by i.placed_at, i.stop_id;
  else return;
  end case;
end $$;

alter function admin.items_v1(text) owner to crier_owner;
revoke all on function admin.items_v1(text) from public;
grant execute on function admin.items_v1(text) to crier_coordinator;
