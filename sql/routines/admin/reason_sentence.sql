-- admin.reason_sentence(code): what a delivery's reason says to people. Null for a code that needs no words.
create or replace function admin.reason_sentence(p_reason text) returns text
language plpgsql immutable set search_path = '' as $$
begin
  return case p_reason
    when 'stop' then 'A stop covers it. It waits until a second person lifts the stop.'
    when 'region_locked' then 'The office is locked. What it has not sent is stopped.'
    when 'channel_paused' then 'The account is paused.'
    when 'channel_removed' then 'The account has been removed.'
    when 'not_connected' then 'The account is not connected: somebody must connect it again.'
    when 'conflict' then 'Two people changed the post differently: somebody must choose what it says.'
    when 'not_approved' then 'The post is not approved any more.'
    when 'changed' then 'The post was changed after this was planned; the new wording needs its own approval.'
    when 'replan' then 'The post was changed a moment ago; its time is being set anew.'
    when 'approval_fell' then 'Its approvals no longer satisfy the policy: one fell, or the policy became stricter.'
    when 'missed' then 'It is later than it may be. A person decides whether it still goes out.'
    when 'lifted_late' then 'It became due while it was held back. A person decides whether it still goes out.'
    when 'poison' then 'Two tries ended without any outcome. A person decides.'
    when 'ceiling' then 'The account has reached its limit of posts for this hour.'
    when 'pace' then 'The account posts at a measured pace; it is this post''s turn soon.'
    when 'held' then 'The platform asked us to wait.'
    when 'unknown_before' then 'An earlier post on this account may or may not be out; that is looked up first.'
    when 'in_flight' then 'Another post is going out on this account.'
    when 'frozen' then 'Sending is frozen until an operator releases it.'
    when 'post_changed' then 'The post is approved again; it is not taken down.'
    when 'no_outcome' then 'It was being sent when the sender fell silent. We look up whether it is out.'
    when 'no_edit' then 'This platform cannot change a post that is out: take it down, or leave it as it is.'
    when 'overtaken' then 'Newer words have taken the place of these.'
    when 'restored' then 'The database was restored. We look up whether it is already out.'
    when 'twin' then 'A post of the same words stands there, but it is another one''s. A person decides.'
    when 'credential' then 'The platform no longer takes the account''s credential: somebody must connect it again.'
    when 'session' then 'The platform gives no session for the account at the moment; it is asked again.'
    when 'database' then 'The database did not answer in time; it is tried again.'
    when 'no_adapter' then 'No running coordinator knows this platform.'
    when 'no_proof' then 'We could not find out whether it is out. A person decides, with the evidence.'
    when 'withdrawn' then 'The post was withdrawn.'
    when 'dropped' then 'A person decided that it does not go out.'
  end;
end $$;

alter function admin.reason_sentence(text) owner to crier_owner;
revoke all on function admin.reason_sentence(text) from public;
grant execute on function admin.reason_sentence(text) to crier_coordinator;
