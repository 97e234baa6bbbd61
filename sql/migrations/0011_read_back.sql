-- Reading back what was sent: which deliveries are still to be read, and when an account was last asked.
alter table crier.lane add column read_back_at timestamptz not null default '-infinity';
create index delivery_unread on crier.delivery (sent_at)
  where state = 'sent' and kind = 'publish' and read_back is null;
alter table crier.delivery add constraint delivery_read_back_known
  check (read_back in ('same', 'differs', 'gone'));
