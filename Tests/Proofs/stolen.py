"""What whoever stole an office's machine can try: its certificate is theirs and so is the key of the author who sat
there, Mal. Cat, who approves at that office, has never sat at that machine.

Every attempt comes with the reason for which the centre must refuse it; nothing else may come of it.
"""

import json
import uuid
from dataclasses import dataclass

from body import CHANNEL
from hand import Hand, Key, content


@dataclass
class Attempt:
    what: str
    act: str  # under which it was pushed
    reason: str


class Theft:
    """A post of Mal's that is handed in, a second one, and what Cat and others have signed before."""

    def __init__(self, town):
        self.town = town
        self.harbour, self.quay = town.harbour, town.quay
        self.hand = Hand(town.live.a, self.harbour.region)
        self.mal = town.joins(self.hand, "Mal", "author", self.harbour)
        self.cat = town.joins(self.hand, "Cat", "approver", self.harbour)
        self.channel = (self.harbour.region, town.one("select channel_id from crier.channel where name = %s", CHANNEL))
        self.admin = Key(town.one("select member_id from crier.member where name = 'Ann Lee'"), self.mal.private)
        self.centre = town.one("select region_id from crier.region where parent_id is null")
        self.post, self.other = self.hands_in("stolen words"), self.hands_in("other words")
        self.approves_other()

    def hands_in(self, text):
        post, _ = self.hand.composes(self.mal, [self.channel], content={"texts": {"en": text}})
        self.becomes(post, "draft")
        self.hand.does(self.mal, "post.submit", post, self.town.revision(post), base=1)
        self.becomes(post, "submitted")
        return post

    def becomes(self, post, state):
        self.town.waits(f"{post} is {state}", "select state = %s from crier.post where post_id = %s", state, post)

    def pushes_again(self):
        """Cat's approval once more, as the next act of another agent; gives how many acts then wait for a ruling."""
        Hand(self.hand.connection, self.harbour.region).pushes(self.approval, self.signature)
        return self.town.one("select count(*) from crier.inbox where activity_id = %s", self.approval_act)

    def approves_other(self):
        """Cat's true approval of another post, then a change of it by Mal: the approval fell."""
        post = self.other
        self.approval = self.hand.body(self.cat, "post.approve", post, self.town.revision(post), base=2)
        self.signature = self.cat.sign(self.approval)
        self.approval_act = self.hand.pushes(self.approval, self.signature)
        self.becomes(post, "approved")
        self.hand.does(self.mal, "post.edit", post, {
            "base": {"texts": {"en": "other words"}}, "changes": {"texts": {"en": "changed words"}}},
            base=self.town.version(post))
        self.town.waits("the approval falls", "select revision = 2 from crier.post where post_id = %s", post)

    def verdicts(self, acts):
        """As the office's own login reads them, by act; None before there is one for each."""
        found = {str(act): (verdict, reason) for act, verdict, reason in self.hand.connection.execute(
            "select item_id, body ->> 'verdict', body ->> 'reason' from sync.snapshot_v1('ruling', null, 1000)")}
        return found if found.keys() >= set(acts) else None

    def attempts(self):
        return [*self.forged_names(), *self.old_signatures(), *self.beyond_rights(), *self.others_items()]

    def forged(self, what, name, verb, about, payload=None, reason="signature", **more):
        """Says that it is somebody else's, signed by Mal's key."""
        return Attempt(what, self.hand.does(Key(name, self.mal.private), verb, about, payload, **more), reason)

    def forged_names(self):
        post, revision = self.post, self.town.revision(self.post)
        yield self.forged("its own approver", self.cat.member, "post.approve", post, revision, base=2)
        yield self.forged("an administrator who approves", self.admin.member, "post.approve", post, revision, base=2)
        yield self.forged("an administrator who makes an approver", self.admin.member, "grant.add", uuid.uuid4(), {
            "member": self.mal.member, "member_home": str(self.harbour.region), "tier": "approver"})
        yield self.forged("an administrator who stops everything", self.admin.member, "stop.place", uuid.uuid4(), {
            "scope": {"scope": "everything"}, "exempt_emergency": False, "reason": "x"},
            item={"kind": "stop", "region": str(self.centre), "id": str(uuid.uuid4())})
        yield self.forged("another region's approver", self.town.eve.member, "post.approve", post, revision, base=2)
        yield self.forged("nobody", uuid.uuid4(), "post.approve", post, revision, base=2, reason="member")

    def old_signatures(self):
        """What others did sign, on or beside something that they did not."""
        post, revision = self.post, self.town.revision(self.post)
        body = self.hand.body(self.cat, "post.approve", post, revision, base=2)
        yield Attempt("an old signature on another post", self.hand.pushes(body, self.signature), "signature")
        moved = {**json.loads(self.approval), "id": str(uuid.uuid4())}
        body = json.dumps(moved, sort_keys=True, separators=(",", ":"))
        yield Attempt("an old approval under a new id", self.hand.pushes(body, self.signature), "signature")
        fresh = str(uuid.uuid4())
        yield Attempt("an old approval pushed as another act", self.hand.pushes(self.approval, self.signature, fresh),
                      "malformed")
        body, signature = self.town.rows(
            "select body, signature from crier.activity where region_id = %s and body like %s limit 1",
            self.quay.region, '%"verb":"post.compose"%')[0]
        yield Attempt("another region's act, as it was signed", self.hand.pushes(body, signature), "wrong_office")
        yield Attempt("an administrator's act, as it was signed", self.hand.pushes(*self.town.rows(
            "select body, signature from crier.activity where region_id = %s and body like %s order by received_at desc"
            " limit 1", self.centre, '%"verb":"grant.add"%')[0]), "wrong_office")
        body = self.hand.body(self.mal, "post.approve", post, revision, base=2)
        yield Attempt("no signature", self.hand.pushes(body, bytes(64)), "signature")

    def signed(self, what, reason, verb, about, payload=None, **more):
        """Mal's own act, properly signed."""
        return Attempt(what, self.hand.does(self.mal, verb, about, payload, **more), reason)

    def beyond_rights(self):
        post, revision = self.post, self.town.revision(self.post)
        yield self.signed("an author who approves", "tier", "post.approve", post, revision, base=2)
        yield self.signed("an author who makes an approver", "tier", "grant.add", uuid.uuid4(), {
            "member": self.mal.member, "member_home": str(self.harbour.region), "tier": "approver"})
        yield self.signed("an author who lowers what is asked", "tier", "policy.set", self.policy(), {
            "class": "routine", "approvals": 1, "tier": "approver"}, base=1)
        yield self.signed("an author who adds a member", "tier", "member.add", uuid.uuid4(), {"name": "Nat"})
        yield self.signed("an act for the centre", "wrong_office", "post.approve", post, revision, base=2,
                          region=str(self.centre))
        yield self.composes_for_the_centre()
        body = self.hand.body(self.mal, "post.approve", post, revision, base=2)
        yield Attempt("one that pushes in ahead", self.hand.pushes(body, self.mal.sign(body), restrictive=True),
                      "malformed")

    def composes_for_the_centre(self):
        return self.signed("a post as from the centre", "wrong_office", "post.compose", uuid.uuid4(), {
            "class": "routine", "content": content([self.channel])}, region=str(self.centre))

    def policy(self):
        return self.town.one("select policy_id from crier.policy where region_id = %s", self.harbour.region)

    def others_items(self):
        quay, town = self.quay, self.town
        theirs = town.one(
            "select post_id from crier.post where region_id = %s and state = 'draft' limit 1", quay.region)

        def of(kind, item):
            return {"item": {"kind": kind, "region": str(quay.region), "id": str(item)}}
        change = {"base": {"texts": {}}, "changes": {"texts": {"en": "stolen"}}}
        yield self.signed("a change of another's post", "tier", "post.edit", theirs, change, base=1,
                          **of("post", theirs))
        yield self.signed("another's post, said to be its own", "no_such_item", "post.edit", theirs, change, base=1)
        yield self.signed("a withdrawal of another's post", "tier", "post.withdraw", theirs, {"reason": "x"},
                          base=1, **of("post", theirs))
        channel = town.one("select channel_id from crier.channel where region_id = %s", quay.region)
        payload = {"class": "routine", "content": content([(quay.region, channel)], texts={"en": "stolen"})}
        yield self.signed("a post on another's channel", "channel", "post.compose", uuid.uuid4(), payload)
        payload = {"class": "routine", "content": content([self.channel], texts={"en": "stolen"})}
        yield self.signed("a post in another's region", "wrong_office", "post.compose", uuid.uuid4(), payload,
                          **of("post", uuid.uuid4()))
        yield self.signed("a post under another's id", "exists", "post.compose", theirs, payload)
        yield self.signed("a pause of another's channel", "tier", "channel.pause", channel, {"reason": "x"},
                          base=1, **of("channel", channel))
        yield self.signed("another's office locked", "tier", "region.lock", quay.region, {"reason": "x"}, base=1,
                          **of("region", quay.region))
        yield self.signed("a stop of another's member", "tier", "stop.place", uuid.uuid4(), {
            "scope": {"scope": "member", "id": self.town.eve.member}, "exempt_emergency": False, "reason": "x"},
            **of("stop", uuid.uuid4()))
        conflict, payload = self.conflict()
        yield self.signed("another's conflict decided", "tier", "conflict.resolve", conflict, payload,
                          **of("conflict", conflict))

    def conflict(self):
        conflict, post = self.town.rows(
            "select conflict_id, item_id from crier.conflict where region_id = %s", self.quay.region)[0]
        return conflict, {"post": str(post), "take": {"centre": {}}, "seen": "00" * 32}

    def says_more(self):
        """A post whose words claim what only the centre may say of it."""
        return self.hand.composes(
            self.mal, [self.channel], content={"texts": {"en": "bold words"}, "approvals": [{"tier": "approver"}]},
            state="approved", revision=7, writers=[], version=9, approved_at="2026-01-01T00:00:00Z",
            approvals=[{"member_id": self.cat.member, "tier": "approver"}])
