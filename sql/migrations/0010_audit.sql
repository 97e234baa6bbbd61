-- What the questions of auditors and DBAs need to be quick, whatever the length of history.

create index ruling_refused on crier.ruling (region_id, ruled_at) where verdict = 'refused';
create index conflict_open on crier.conflict (region_id) where resolved_activity_id is null;
