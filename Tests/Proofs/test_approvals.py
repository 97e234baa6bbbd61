"""Nothing unapproved goes out: several people at three desks change, let out and take back the same posts at once.

Publishing goes on all the while. What is asked of each request that carries words, at the instant of its intent, stands
in `consent.py`; here is who does what, and which requests there were.
"""

import random
import threading
from collections import Counter

import pytest

from body import DONE, OFFICE, Desk
from consent import Record
from street import Street

CENTRE, QUAY = "Harbour Centre", "Quay Office"
# Where each post goes: an account of its own office, or one of the other's besides.
PLACES = [["Harbour News"], ["Harbour Roads"], ["Harbour News", "Quay News"], ["Harbour Roads", "Quay News"]]
WORDINGS = ["at nine.", "at ten."]
# What each kind of member tries, and how often.
AUTHOR = {"edit": 3, "submit": 7, "withdraw": 0.1}
APPROVER = {"approve": 12, "return": 1, "edit": 0.3}
DEMANDS = [(1, "approver"), (1, "approver"), (2, "approver"), (1, "manager"), (2, "duty_editor")]
FINE = (0, 3, 4)  # done, refused by the rules, changed meanwhile by somebody else




def findings(body, street):
    """What was wrong: requests that no intent explains, and intents that should not have been."""
    record = Record(body)
    found = [f"no intent explains the {request['method']} at {request['at']}"
             for request, intent in street.explained() if not intent]
    texts = {(one["post_id"], one["words"]): one["text"] for one in record.revisions.values()}
    said = {line["text"] for line in body.sandbox.control("GET", "ledger") if line["event"] in ("create", "edit")}
    let_out = {texts[intent["post_id"], intent["words"]] for intent in record.intents}
    found += [f"nobody let out: {text}" for text in said - let_out]
    found += [f"{intent['kind']} of {intent['post_id']}: {why}"
              for intent in record.intents for why in record.wrong(intent)]
    return record, found


@pytest.fixture(scope="module")
def street(body):
    """More accounts, more desks, and people of every tier."""
    quay = body.opens(Desk(body.rig, QUAY))
    for name, office in [("Harbour Roads", OFFICE), ("Quay News", QUAY)]:
        assert body.adds_channel(name, office=office).returncode == DONE
    centre = admits_centre(body)
    body.people = {
        "Ben": (body.author, AUTHOR), "Carys": (body.approver, APPROVER),
        "Gwil": (body.adds("Gwil Rees", "author"), AUTHOR),
        "Dilys": (body.adds("Dilys Hall", "manager"), APPROVER),
        "Fay": (body.adds("Fay Owen", "approver", quay), APPROVER),
        "Eve": (body.adds("Eve Marsh", "duty_editor", centre), APPROVER)}
    for member, tier, channel in [
            ("Fay Owen", "approver", "Harbour News"), ("Fay Owen", "approver", "Harbour Roads"),
            ("Ben Okoro", "author", "Quay News"), ("Gwil Rees", "author", "Quay News")]:
        body.admin.does("grant", "add", member, tier, "--channel", channel)
    body.wait_for(lambda: len(body.author.asks("channel", "list")) == 3, "the channels")
    return Street(body, "harbour")


def admits_centre(body):
    """The centre's own desk: a region like any other, which is there already."""
    desk = Desk(body.rig, "Centre")  # a folder of its own: the office's name begins as the centre's does
    desk.office = CENTRE
    body.admin.does("region", "admit", CENTRE, desk.requests(), "--out", body.answer_to(desk))
    desk.accepts(body.answer_to(desk))
    desk.run()
    return desk


def posts_of(body, name):
    return {post["id"] for post in body.people[name][0].asks("post", "list")}


class Crowd:
    """Everybody acts on the same posts at once, each by a schedule of their own that the seed gives."""

    def __init__(self, body, tag, seed):
        self.body, self.seed, self.done = body, seed, Counter()
        ben, self.texts, self.shared = body.people["Ben"][0], {}, []
        for number, places in enumerate(PLACES):
            text = f"{tag} {number}: the quay opens {WORDINGS[0]}"
            words = [word for place in places for word in ("--channel", place)]
            [made] = ben.asks("post", "compose", *words, "--text", f"en={text}", "--submit", "--wait")
            self.texts[made["post"]] = text.removesuffix(WORDINGS[0])
            self.shared += [made["post"]] if len(places) > 1 else []
        for name in body.people:
            body.wait_for(lambda: self.seen_by(name) <= posts_of(body, name), f"{name} knows of the posts")

    def seen_by(self, name):
        """What is there for somebody: the other office knows only of what is for its own accounts too."""
        return set(self.shared if name == "Fay" else self.texts)

    def acts(self, steps):
        """Everybody does so many things; the administrator changes what is asked for, and sends one away."""
        hands = [threading.Thread(target=self._member, args=(name, steps)) for name in self.body.people]
        hands.append(threading.Thread(target=self._administrator, args=(steps // 3,)))
        for hand in hands:
            hand.start()
        return hands

    def _member(self, name, steps):
        person, verbs = self.body.people[name]
        chance = random.Random(f"{self.seed} {name}")
        for _ in range(steps):
            verb = chance.choices(list(verbs), list(verbs.values()))[0]
            self._type(person, verb, chance.choice(sorted(self.seen_by(name))), chance.choice(WORDINGS))

    def _type(self, person, verb, post, wording):
        more = {"edit": ["--text", f"en={self.texts[post]}{wording}"], "approve": ["--yes"],
                "return": ["--reason", "proof"], "withdraw": ["--reason", "proof"]}.get(verb, [])
        done = self.body.run(self.body.agent, "post", verb, post, *more, env=person.env)
        self.done[verb, done.returncode] += 1

    def _administrator(self, steps):
        chance = random.Random(f"{self.seed} Ann")
        for step in range(steps):
            count, tier = chance.choice(DEMANDS)
            words = ("region", "policy", chance.choice([OFFICE, QUAY]), "--class", "routine", "--approvals", count,
                     "--tier", tier)
            if step == steps // 2:
                words = ("member", "revoke", "Carys Webb", "--reason", "proof")
            self.done["centre", self.body.centre(*words).returncode] += 1


def has_settled(body):
    """Nothing more is on its way from a desk to the street."""
    if any(person.asks("status")["acts"]["pending"] for person, _ in body.people.values()):
        return False
    told = body.cluster.superuser("crier", """
        select not exists (select from crier.inbox)
          and not exists (select from crier.post where planned_version is distinct from version)
          and not exists (select from crier.delivery
            where state in ('sending', 'unknown') or (state = 'waiting' and reason is null))""")
    return told.stdout.strip() == "t"


def test_only_what_was_approved_goes_out(body, street, proof):
    done = Counter()
    for number in range(proof.amount(1, 25)):
        crowd = Crowd(body, f"Notice {number}", f"{proof.seed} {number}")
        hands = crowd.acts(proof.amount(12, 60))
        while any(hand.is_alive() for hand in hands):
            street.looks()
            hands[0].join(0.2)
        body.wait_for(lambda: has_settled(body), "what was let out is out")
        done += crowd.done
    record, found = findings(body, street)
    proof.tells("acts", sum(done.values()))
    proof.tells("of them refused", sum(number for (_, end), number in done.items() if end != DONE))
    proof.tells("requests with words", len(street.known))
    proof.tells("posts and edits let out", len(record.intents))
    proof.tells("without their approvals", len(found))
    assert found == []
    assert record.intents and {end for _, end in done} <= {*FINE}, done
    assert street.known, "something went out"


def test_without_the_last_look_it_is_found(body, street):
    """The same count, where the intent asks nobody's policy any more: what was let out by one goes where two must."""
    routine = "admin.dispatch_judge(uuid, jsonb)"
    whole = body.cluster.superuser("crier", f"select pg_get_functiondef('{routine}'::regprocedure)").stdout
    blind = whole.replace("when ap.given < po.needed or", "when false and")
    assert blind != whole
    demand(body, 1)
    post = approved(body, "The tide is high.")
    demand(body, 2)
    body.cluster.superuser("crier", blind)
    try:
        body.people["Dilys"][0].does("post", "edit", post, "--no-due", "--wait")
        found = body.wait_for(lambda: findings(body, street)[1], "the count finds what one has let out")
    finally:
        body.cluster.superuser("crier", whole)
    assert any("1 consents" in one for one in found), found


def test_without_its_guard_it_does(body, street):
    """The same count, where neither plan nor intent asks for approvals any more."""
    known = len(findings(body, street)[1])
    body.rig.end("coordinator")
    body.rig.start("coordinator", body.coordinator, "run", env={**body.env, "CRIER_SABOTAGE": "approval"})
    demand(body, 1)
    post, words, ben = approved(body, "All is well."), "Nobody has read this.", body.people["Ben"][0]
    ben.does("post", "edit", post, "--text", f"en={words}", "--no-due", "--wait")
    ben.does("post", "submit", post, "--wait")
    found = body.wait_for(
        lambda: findings(body, street)[1][known:] and findings(body, street)[1], "the count finds what nobody approved")
    assert any("no intent explains" in one for one in found) and f"nobody let out: {words}" in found, found


def demand(body, count):
    body.admin.does("region", "policy", OFFICE, "--class", "routine", "--approvals", count, "--tier", "approver")


def approved(body, text):
    """A post that one has let out for much later; gives its id."""
    [made] = body.people["Ben"][0].asks(
        "post", "compose", "--channel", "Harbour News", "--text", f"en={text}", "--due", "2099-01-01 12:00", "--submit",
        "--wait")
    body.people["Dilys"][0].does("post", "approve", made["post"], "--yes", "--wait")
    return made["post"]
