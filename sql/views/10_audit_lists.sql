-- Lists for auditors: what there is, by name. They read as their caller.

drop view if exists audit.office, audit.account, audit.person, audit.post, audit.log;

create view audit.office with (security_invoker) as
select r.region_id, r.name, p.name as above, r.state, r.zone, r.languages, r.changed_at
from crier.region r left join crier.region p on p.region_id = r.parent_id;
comment on view audit.office is 'Offices (regions) as called today; earlier names by audit.office_name.';

create view audit.account with (security_invoker) as
select c.channel_id, c.handle, c.platform, c.name, r.name as office, c.state, c.reason, c.region_id
from crier.channel c join crier.region r on r.region_id = c.region_id;
comment on view audit.account is 'Accounts (channels) and the office that owns each.';

create view audit.person with (security_invoker) as
select m.member_id, m.name, r.name as office, m.state, m.region_id
from crier.member m join crier.region r on r.region_id = m.region_id;
comment on view audit.person is 'Members and their home office.';

create view audit.post with (security_invoker) as
select p.post_id, p.reference, p.campaign, p.state, p.class, p.revision, p.content -> 'texts' as texts,
  m.name as author,
  r.name as office, p.due_at, p.not_after, p.reason, p.created_at, p.changed_at, p.region_id
from crier.post p
join crier.region r on r.region_id = p.region_id
left join crier.member m on m.member_id = p.member_id;
comment on view audit.post is 'Posts as they stand; their whole story by audit.changes.';

create view audit.log with (security_invoker) as
select e.n, e.epoch, e.at, e.office_at, m.name as member, r.name as acted_from, e.verb, e.verdict, e.reason, e.kind,
  e.item_id, e.item_version, o.name as owner_office, e.login, e.address, e.activity_id, e.commitment
from crier.event e
left join crier.member m on m.member_id = e.member_id
left join crier.region r on r.region_id = e.acting_region_id
left join crier.region o on o.region_id = e.region_id;
comment on view audit.log is 'Every event, without its values (reading those will be recorded itself).';

alter view audit.office owner to crier_owner;
alter view audit.account owner to crier_owner;
alter view audit.person owner to crier_owner;
alter view audit.post owner to crier_owner;
alter view audit.log owner to crier_owner;
revoke all on audit.office, audit.account, audit.person, audit.post, audit.log from public;
grant select on audit.office, audit.account, audit.person, audit.post, audit.log to crier_auditor;
