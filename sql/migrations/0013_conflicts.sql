-- Conflicts as people see them: who wanted which value when, what stood before on either side, what was chosen by whom.
-- And who last changed each field of a post, so that a later conflict can say so. No conflict was written before.

alter table crier.post add column touched jsonb not null default '{}';
comment on column crier.post.touched is 'Who last changed each field since the post was written, by its name.';

alter table crier.conflict
  add column centre_member_id uuid not null,
  add column centre_member_name text not null,        -- as it was then
  add column centre_at timestamptz not null,          -- the office's clock
  add column their_member_id uuid not null,
  add column their_member_name text not null,
  add column their_at timestamptz not null,
  add column earlier jsonb not null default '[]',     -- values that stood on one of the sides before
  add column choice text,                             -- null: open
  add column taken jsonb,
  add column resolved_name text,
  add column resolved_at timestamptz,                 -- time of receipt
  alter column centre set not null,
  alter column theirs set not null,
  add constraint conflict_post_fkey foreign key (region_id, item_id) references crier.post (region_id, post_id)
    deferrable initially deferred,
  add constraint conflict_kind_known check (kind = 'post'),
  add constraint conflict_choice_known check (choice in ('centre', 'theirs', 'value', 'rule', 'withdrawn')),
  add constraint conflict_choice_whole check (
    num_nulls(choice, resolved_by, resolved_name, resolved_activity_id, resolved_at) in (0, 5));
create unique index conflict_id_once on crier.conflict (conflict_id);
create unique index conflict_one_open on crier.conflict (region_id, item_id, field) where choice is null;
create index conflict_post_idx on crier.conflict (region_id, item_id);
comment on table crier.conflict is
  'Two acts on one field of a post that no rule may settle; or, with choice rule, what a rule did.';

-- Whoever writes: while somebody must choose what a post says, it waits for nobody's consent and goes nowhere.
create function crier.post_undecided() returns trigger
language plpgsql set search_path = '' as $$
declare
  post uuid;
begin
  if tg_table_name = 'post' then
    post := new.post_id;
  else
    post := new.item_id;
  end if;
  if exists (
    select from crier.post p
    join crier.conflict c on c.region_id = p.region_id and c.item_id = p.post_id and c.choice is null
    where p.region_id = new.region_id and p.post_id = post and p.state in ('submitted', 'approved'))
  then
    raise exception 'a post with an open conflict is not handed in'
      using errcode = 'check_violation', schema = 'crier', table = 'post', constraint = 'post_undecided';
  end if;
  return null;
end $$;
create constraint trigger post_undecided after insert or update of state on crier.post
  deferrable initially deferred for each row when (new.state in ('submitted', 'approved'))
  execute function crier.post_undecided();
create constraint trigger post_undecided after insert or update of choice on crier.conflict
  deferrable initially deferred for each row when (new.choice is null)
  execute function crier.post_undecided();

-- What was changed while its publish was on its way is planned again once the outcome is known.
alter table crier.delivery add column edit_waits boolean not null default false;
comment on column crier.delivery.edit_waits is 'Newer words of the post wait for this outcome (machinery).';
create index delivery_edit_waits on crier.delivery (post_region_id, post_id) where edit_waits;
