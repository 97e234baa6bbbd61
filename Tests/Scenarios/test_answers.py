"""What commands answer to scripts, from real programs; the shapes themselves are compared in CoordinatorAppTests."""

import json

from body import CHANNEL, DONE, REFUSED


def answered(done, status=DONE):
    assert done.returncode == status, (done.stdout, done.stderr)
    return json.loads(done.stdout)


def accepted(body, *words, item):
    answer = answered(body.centre(*words, "--json"))
    assert answer["verdict"] in ("accepted", "merged") and answer["act"] and answer[item], answer
    assert "reason" not in answer and "sentence" not in answer
    return answer[item]


def test_acts_answer_alike(body):
    office = accepted(body, "region", "add", "Script Office", item="region")
    assert accepted(body, "region", "lock", office[:13], "--reason", "x", item="region") == office
    assert accepted(body, "region", "unlock", "Script Office", item="region") == office
    accepted(body, "region", "policy", office, "--class", "event", "--approvals", "2", "--tier", "manager",
             item="policy")
    member = accepted(body, "member", "add", "Una Script", "--office", office, "--tier", "author", item="member")
    grant = accepted(body, "grant", "add", member, "author", "--channel", CHANNEL, item="grant")
    assert accepted(body, "grant", "end", grant, "--reason", "x", item="grant") == grant
    assert accepted(body, "member", "revoke", member, "--reason", "x", item="member") == member
    channel = accepted(body, "channel", "pause", CHANNEL, "--reason", "x", item="channel")
    assert accepted(body, "channel", "resume", channel, item="channel") == channel
    checked = answered(body.centre("channel", "check", CHANNEL, "--json"))
    assert checked["channel"] == channel and checked["limits"]["max_characters"] > 0
    for _ in ("at once", "again, as if it had been killed half way"):
        assert accepted(body, "region", "revoke", office, "--reason", "x", item="region") == office
    stop = accepted(body, "stop", "place", "--campaign", "of a script", "--reason", "x", item="stop")
    body.secrets.append(answered(body.centre("member", "code", body.approver.name, "--json"))["code"])
    assert any(one["stop_id"] == stop for one in answered(body.centre("stop", "list", "--json")))


def test_a_refusal_is_an_answer_too(body):
    stop = accepted(body, "stop", "place", "--campaign", "of another script", "--reason", "x", item="stop")
    done = body.centre("stop", "lift", stop, "--reason", "x", "--json")
    answer = answered(done, REFUSED)
    assert answer["verdict"] == "refused" and answer["reason"] and answer["stop"] == stop
    assert answer["sentence"] in done.stderr


def test_sessions_and_the_state_of_things(body):
    assert answered(body.centre("whoami", "--json"))["name"] == body.admin.name
    assert answered(body.centre("thaw", "--json"))["thawed"] is False
    status = answered(body.centre("status", "--json"))
    assert status["figures"] and "frozen" not in status and "database" not in status
    member = answered(body.centre("whoami", "--json"))["member"]
    try:
        assert answered(body.centre("sign-out", "--json")) == {"ended": True}
        assert answered(body.centre("sign-out", "--json")) == {"ended": False}
    finally:
        again = body.centre("sign-in", "--member", member[:13], "--password-stdin", "--json",
                            given=f"{body.admin.password}\n")
    assert answered(again)["member"] == member


def test_both_doctors_find_a_healthy_body_healthy(body):
    for done in (body.centre("doctor", "--json"), body.office("doctor", "--json")):
        found = answered(done)
        assert len(found) > 4
        assert all(set(one) == {"check", "fine", "sentence"} and one["fine"] for one in found), found
    checks = {one["check"] for one in answered(body.centre("doctor", "--json"))}
    assert {"database", "role", "clock", "schema", "body", "keys", f"channel {CHANNEL}"} <= checks
    assert body.centre("doctor").stdout.startswith("ok  database: ")

