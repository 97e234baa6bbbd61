"""Many posts for many accounts, let out by campaigns, and what became of each."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from body import DONE, OFFICE
from fates import ledger

WIDE = {"count": 1_000_000, "seconds": 60}
MASTODON_LIMITS = {"rate_limits": {"authenticated": WIDE, "unauthenticated": WIDE, "statuses": WIDE}}
BLUESKY_LIMITS = {"rate_limits": {
    "calls": WIDE, "sessions": WIDE, "sessions_per_day": WIDE, "points": WIDE, "points_per_day": WIDE}}

# Two servers that know what was said before, one that only can be asked, and one that tells nothing.
KINDS = {"keyed": "mastodon", "keyless": "mastodon", "cloud": "bluesky", "moor": "hostile"}
CAN_LOOK = {"keyed", "keyless", "cloud"}
UNDONE = ("waiting", "sending", "unknown")


def servers(accounts, session_seconds):
    """The four servers, with so many accounts each."""
    def all_of(server, **more):
        if KINDS[server] == "bluesky":
            return [{"handle": handle(server, n), "app_password": secret(server, n)} for n in range(accounts)]
        return [{"username": f"a{n}", "token": secret(server, n), **more} for n in range(accounts)]
    return [
        {"name": "keyed", "domain": "keyed.example", "title": "Keyed", **MASTODON_LIMITS,
         "accounts": all_of("keyed", language="en")},
        {"name": "keyless", "domain": "keyless.example", "title": "Keyless", "idempotency": "ignored",
         **MASTODON_LIMITS, "accounts": all_of("keyless", language="en")},
        {"name": "cloud", "platform": "bluesky", "access_lifetime": session_seconds, **BLUESKY_LIMITS,
         "accounts": all_of("cloud")},
        {"name": "moor", "platform": "hostile", "accounts": all_of("moor")},
    ]


def secret(server, number):
    return f"word-{number:04}-of-{server}"


def handle(server, number):
    return {"mastodon": f"@a{number}@{server}.example", "bluesky": f"a{number}.{server}.example",
            "hostile": f"a{number}"}[KINDS[server]]


@dataclass(frozen=True)
class Outcome:
    """One delivery as the centre has it in the end, and how often it stands in the ledger."""

    wave: int
    server: str
    text: str
    state: str
    reason: str
    stands: int
    was_unknown: bool
    seconds: float  # from its first intent to the last that was noted of it


class Traffic:
    def __init__(self, body, database, accounts):
        self.body, self.database = body, database
        self.accounts = accounts
        self.waves = self.made = 0
        with ThreadPoolExecutor(4) as hands:
            list(hands.map(lambda one: self.connects(*one), [(server, n) for n in range(accounts) for server in KINDS]))
        body.wait_for(lambda: len(body.author.asks("channel", "list")) > 4 * accounts, "the office knows its channels")

    def connects(self, server, number):
        done = self.body.adds_channel(
            f"{server} {number}", token=secret(server, number), platform=KINDS[server],
            address=self.body.sandbox.address[server], handle=handle(server, number), **{"per-hour": 10000})
        assert done.returncode == DONE, done.stderr

    def lets_out(self, posts, only=None):
        """A campaign: each post goes to one account of each server, or of `only`. Approved in one go; its number."""
        self.waves += 1
        campaign = f"wave-{self.waves}"
        names = [only] if only else KINDS
        rows = []
        for number in range(posts):
            account = (self.waves * posts + number) % self.accounts
            channels = ";".join(f"{server} {account}" for server in names)
            rows.append(f"{campaign}-{number},{channels},Notice {self.waves}.{number} of the tides.,{campaign}")
        sheet = self.body.write(f"{campaign}.csv", "\n".join(["ref,channels,text.en,campaign", *rows]))
        self.body.author.does("import", sheet, "--submit")
        self.body.approver.does("post", "approve", "--campaign", campaign, "--yes")
        self.made += posts * len(names)
        return self.waves

    def ended(self):
        """Deliveries that have come to an end."""
        return self.database.ask("select count(*) from crier.delivery where state <> all(%s)", list(UNDONE))[0][0]

    def undone(self):
        """Deliveries that are let out and have no end yet."""
        return self.made - self.ended()

    def outcomes(self):
        stands = ledger(self.body.sandbox)
        found = []
        for channel, text, state, reason, unknown, seconds in self.database.ask("""
                select c.name, p.content #>> '{texts,en}', d.state, coalesce(d.reason, ''), t.unknown, t.seconds
                from crier.delivery d
                join crier.channel c on c.region_id = d.region_id and c.channel_id = d.channel_id
                join crier.post p on p.region_id = d.post_region_id and p.post_id = d.post_id
                cross join lateral (
                    select coalesce(bool_or(a.kind = 'sweep' or a.outcome = 'unknown'), false) as unknown,
                        coalesce(extract(epoch from
                            max(a.at) - min(a.at) filter (where a.kind = 'intent')), 0) as seconds
                    from crier.attempt a where a.region_id = d.region_id and a.delivery_id = d.delivery_id) t"""):
            server, number = channel.split()
            account = handle(server, number) if KINDS[server] == "bluesky" else f"a{number}"
            found.append(Outcome(
                int(text.split()[1].split(".")[0]), server, text, state, reason, stands[server, account, text],
                unknown, float(seconds)))
        return found


def judged(outcomes):
    """The oracle: how many deliveries were doubled, and how many got lost."""
    doubled = [one for one in outcomes if one.stands > 1 or (one.stands and one.state not in ("sent", "parked"))]
    lost = [one for one in outcomes if one.state in UNDONE or (one.state == "sent" and not one.stands)]
    return doubled, lost


def settled_of(outcomes):
    """Where one can look: what no person was needed for, of all that was unknown. What has lost its sender twice is
    left to a person by rule, as it may be what ends them, and stands apart.
    """
    unknown = [one for one in outcomes if one.was_unknown and one.server in CAN_LOOK and one.reason != "poison"]
    return sum(one.state != "parked" for one in unknown), len(unknown)
