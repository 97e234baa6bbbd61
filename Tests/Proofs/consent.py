"""What the rulings say of consents, worked out from the acts themselves: no rule of the programs is asked.

The words of a post may go out at an instant if enough members had consented by then to this very revision, each of
them once, none of whom wrote any of it or has been revoked, among them one of each tier that is asked for; and if
nothing since has taken the post back.
"""

from dataclasses import dataclass, field

from street import intents, read

INCLUDES = {
    "approver": {"approver"}, "manager": {"approver", "manager"}, "duty_editor": {"approver", "duty_editor"},
    "administrator": {"approver", "manager", "duty_editor", "administrator"}}


@dataclass
class Standing:
    """Of one post at one instant."""

    words: str = None  # digest of its revision
    revision: int = 0
    writers: set = field(default_factory=set)
    consents: dict = field(default_factory=dict)  # member -> the tiers that they held
    is_back: bool = False  # returned or withdrawn


class Record:
    """All that was ruled, sent and revised, read once."""

    def __init__(self, body):
        self.acts = read(body, """
            select (extract(epoch from r.ruled_at) * 1000000)::bigint as ruled_at, r.verdict, r.activity_id as id,
              a.body::jsonb as act
            from crier.ruling r join crier.activity a using (region_id, activity_id)
            where r.verdict <> 'refused' order by r.ruling_no""")
        self.revisions = {one["id"]: one for one in read(body, """
            select activity_id as id, post_id, revision, encode(digest, 'hex') as words,
              content -> 'texts' ->> 'en' as text
            from crier.revision where digest = crier.content_digest(post_id, content)""")}
        [every] = read(body, "select count(*) as n from crier.revision")
        assert len(self.revisions) == every["n"], "a digest is not that of its words"
        self.intents = intents(body)
        self.above = {one["id"]: one["above"] for one in read(
            body, "select region_id as id, parent_id as above from crier.region")}
        self.homes = {one["id"]: one["region"] for one in read(
            body, "select channel_id as id, region_id as region from crier.channel")}

    def line(self, region):
        """A region and those above it."""
        while region:
            yield region
            region = self.above[region]

    def until(self, instant):
        """The acts that were ruled by then, in order."""
        return (one for one in self.acts if one["ruled_at"] <= instant)

    def standing(self, post, instant):
        now = Standing()
        for one in self.until(instant):
            act, made = one["act"], self.revisions.get(one["id"])
            verb, member, names = act["verb"], act["member"], act["item"]["id"] == post
            if made and made["post_id"] == post:
                now = Standing(made["words"], made["revision"], now.writers | {member})
            elif names and verb == "post.approve":
                named = act["payload"]["revision"], act["payload"]["digest"]
                if named == (now.revision, now.words):
                    now.consents[member] = self.tiers(member, post, one["ruled_at"])
            elif names and verb in ("post.return", "post.withdraw"):
                now.consents, now.is_back = {}, True
            elif names and verb == "post.submit":
                now.is_back = False
            elif names and verb == "post.edit" and one["verdict"] != "accepted":
                now.consents = {}  # two changed the same: nobody has consented to both
            elif verb == "member.revoke":
                now.consents.pop(act["item"]["id"], None)
        return now

    def tiers(self, member, post, instant):
        """What somebody may consent as, by the grants that they had been given: over the office, or every channel."""
        grants = [one["act"] for one in self.until(instant)
                  if one["act"]["verb"] == "grant.add" and one["act"]["payload"]["member"] == member]

        def over(region, channel=None):
            held = [INCLUDES.get(grant["payload"]["tier"], set()) for grant in grants
                    if (grant["payload"]["channel"] == channel if grant["payload"].get("channel")
                        else grant["item"]["region"] in self.line(region))]
            return set().union(*held)
        made = self.made(post)
        channels = [over(one["region"], one["channel"]) for one in made["payload"]["content"]["channels"]]
        return over(made["item"]["region"]) | set.intersection(*channels)

    def made(self, post):
        """The act that wrote it first."""
        return next(one["act"] for one in self.acts
                    if one["act"]["verb"] == "post.compose" and one["act"]["item"]["id"] == post)

    def demand(self, region, instant):
        """How many must consent to a routine post by the nearest policy, and one of them as what."""
        policies = {}
        for one in self.until(instant):
            if one["act"]["verb"] == "policy.set" and one["act"]["payload"]["class"] == "routine":
                policies[one["act"]["item"]["region"]] = one["act"]["payload"]
        nearest = next((policies[place] for place in self.line(region) if place in policies), None)
        return (nearest["approvals"], nearest["tier"]) if nearest else (1, "approver")

    def wrong(self, intent):
        """Why what an intent let out should not have gone; nothing where it should."""
        at = intent["at"]
        now = self.standing(intent["post_id"], at)
        consents = {member: tiers for member, tiers in now.consents.items() if member not in now.writers}
        home = self.made(intent["post_id"])["item"]["region"]
        demands = [self.demand(region, at) for region in (home, self.homes[intent["channel_id"]])]
        if intent["words"] != now.words:
            yield "other words than those that stood"
        if now.is_back:
            yield "it had been taken back"
        if len(consents) < max(count for count, _ in demands):
            yield f"{len(consents)} consents of {demands}"
        if not all(any(tier in tiers for tiers in consents.values()) for _, tier in [*demands, (1, "approver")]):
            yield f"no consent of the tier: {demands}"
        logged = {one["member_id"] for one in intent["approvals"] or []}
        if logged != set(consents) or not intent["matches"]:
            yield f"the log of attempts tells of other consents: {logged}"
