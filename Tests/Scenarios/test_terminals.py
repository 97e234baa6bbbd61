"""What commands ask at a terminal: codes and passwords, unseen; and whether these words are to go out."""

import json

import pytest

from body import CHANNEL, DONE, REFUSED, USAGE, Person

NEW, OTHER = "three wet owls by noon", "seven dry owls by dusk"


@pytest.fixture
def newcomer(body):
    """Somebody of the centre who has not signed in yet, and their code."""
    body.secrets += [NEW, OTHER]

    def make(name):
        code = body.admin.asks("member", "add", name)["code"]
        body.secrets.append(code)
        return Person(body.rig, name, "crier-coordinator", body.env), code
    return make


def signs_in(body, person, *words, answers):
    status, shown = body.types(
        body.coordinator, "sign-in", "--member", person.name, *words, env=person.env, answers=answers)
    for _, typed in answers:
        assert typed not in shown, "what is typed is not to be seen"
    return status, shown


def test_the_first_sign_in_and_a_forgotten_password(body, newcomer):
    person, code = newcomer("Gwen Parry")
    status, shown = signs_in(
        body, person, answers=[("One-time code", code), ("New password", NEW), ("The same again", OTHER)])
    assert status == USAGE and "differ" in shown, shown
    # The code was not used up.
    status, shown = signs_in(
        body, person, answers=[("One-time code", code), ("New password", NEW), ("The same again", NEW)])
    assert status == DONE and "is signed in until" in shown, shown
    status, shown = signs_in(body, person, answers=[("Password", OTHER)])
    assert status == REFUSED and "--code" in shown, shown
    code = body.admin.asks("member", "code", person.name)["code"]
    body.secrets.append(code)
    status, shown = signs_in(
        body, person, "--code", answers=[("One-time code", code), ("New password", OTHER), ("The same again", OTHER)])
    assert status == DONE, shown
    assert signs_in(body, person, answers=[("Password", OTHER)])[0] == DONE


def test_approving_shows_the_words_and_asks(body):
    text = "The ferry does not run on Friday."
    made = body.author.asks("post", "compose", "--channel", CHANNEL, "--text", f"en={text}", "--submit")[0]["post"]

    def approves(answer):
        return body.types(
            body.agent, "post", "approve", made, env=body.approver.env, answers=[("Approve this?", answer)])

    def state():
        listed = json.loads(body.office("post", "list", "--all", "--json").stdout)
        return next(post["state"] for post in listed if post["id"] == made)
    for answer in ("n", "", "yse"):
        status, shown = approves(answer)
        assert status == REFUSED and text in shown.split("Approve this?")[0] and "Nothing was approved" in shown, shown
    assert state() == "submitted"
    status, shown = approves("y")
    assert status == DONE and text in shown.split("Approve this?")[0], shown
    assert state() != "submitted"
