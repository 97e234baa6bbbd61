-- What is in flight, or in doubt, on one account is asked for at every step of sending. States that last a moment are
-- rare in the planner's statistics, so that any index of such a state looked as good as the one with the account in it,
-- and all that was in flight anywhere was read for each lane. Now only one index of each such state has no further
-- condition, and it begins with the account.
drop index crier.delivery_unsettled; -- the sweep reads all that is in flight anyway
drop index crier.delivery_open;
drop index crier.delivery_in_doubt;
create index delivery_open on crier.delivery (region_id, channel_id, state)
  where state in ('unknown', 'parked', 'missed', 'stopped');
drop index crier.delivery_unknown;
create index delivery_unknown on crier.delivery (look_at) where state = 'unknown' and look_at is not null;
drop index crier.delivery_waiting_due;
create index delivery_waiting_due on crier.delivery (due_at) where state = 'waiting' and due_at > '-infinity';
drop function if exists crier.post_item(crier.post); -- its rules were asked again for each post of a page
