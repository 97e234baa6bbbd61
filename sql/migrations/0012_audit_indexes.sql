-- What the questions "what stood on this account at that moment" and "how long has the oldest waited" need, so that
-- neither costs more as history grows.

-- The few that were seen to be out only long after their request began.
create index delivery_proved_late on crier.delivery (region_id, channel_id, sent_at)
  where state = 'sent' and kind = 'publish' and (intent_at is null or sent_at - intent_at > interval '1 minute');
create index delivery_waiting_due on crier.delivery (due_at) where state = 'waiting';
