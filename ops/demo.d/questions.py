"""What the database says to those who ask it directly: one office's login, and an auditor."""

import json
import re
import sqlite3
import uuid

from rig import Trouble, until
from setting import EASTMOOR, GLAS, NORTHBRIDGE

KINDS = ("region", "member", "grant", "policy", "channel", "post", "delivery", "stop", "ruling", "conflict")
AUDITOR = "auditor_riley"


def ask(story):
    as_office = Office(story, EASTMOOR)
    as_office.tables_are_denied()
    as_office.sees_its_own_alone()
    pushing(story, as_office)
    auditor(story)


def expect(condition, what, story):
    if not condition:
        raise Trouble(what, story.rig.log("psql"))


class Office:
    """psql with the login and the key of one office: what a thief of its machine could do."""

    def __init__(self, story, office):
        self.story = story
        self.say = story.say
        self.office = office
        self.desk = story.setting.desks[office]
        self.cluster = story.setting.cluster
        self.region = self.desk.bundle["region"]
        self.env = self.cluster.as_login(
            self.desk.bundle["login"], self.desk.state / "office.pem", self.desk.state / "office.key")

    def psql(self, sql, fine=(0,)):
        return self.cluster.psql(sql, self.env, fine)

    def json(self, sql):
        return json.loads(self.psql(sql).stdout)

    def tables_are_denied(self):
        names = self.cluster.superuser("crier", (
            "select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace "
            "where n.nspname in ('crier', 'admin', 'audit', 'sync') and c.relkind in ('r', 'p', 'v');")).stdout.split()
        sql = "\\set ON_ERROR_STOP off\n" + "".join(f"select 1 from {name} limit 1;\n" for name in names)
        denied = len(re.findall("permission denied", self.psql(sql).stderr))
        expect(denied == len(names) > 20, f"{denied} of {len(names)} tables are denied", self.story)
        self.say(f"psql as the login of {self.office}: all {len(names)} tables and views are denied.")

    def everything(self):
        """Every item that the office may fetch: kind, id, owner, whole text."""
        return [[kind, item, owner, body] for kind in KINDS for item, owner, body in self.all_of(kind)]

    def all_of(self, kind):
        """Page by page: a page holds what fits into it, and only an empty one is the end."""
        items, after = [], "null"
        while page := self.psql(
                f"select jsonb_build_array(item_id, owner_region_id, body) "
                f"from sync.snapshot_v1('{kind}', {after}, 1000);").stdout.splitlines():
            items += [json.loads(line) for line in page]
            after = f"'{items[-1][0]}'"
        return items

    def feeds(self):
        """Every row of both feeds, page by page to the head: kind, id, owner, whole text."""
        told = self.json(f"select sync.hello_v1('{uuid.uuid4()}', 1, 1);")
        rows = []
        for feed in ("region", "common"):
            cursor, head = told[f"{feed}_floor"], told[f"{feed}_head"]
            while cursor < head:
                page = self.page(feed, told["epoch"], cursor)
                numbers = [row[0] for row in page]
                expect(numbers == list(range(cursor + 1, cursor + len(page) + 1)) and page,
                       f"the feed {feed} is not without gaps after {cursor}: {numbers[:5]}", self.story)
                rows += [row[1:] for row in page]
                cursor = numbers[-1]
        return rows

    def page(self, feed, epoch, cursor):
        told = self.psql(
            f"select jsonb_build_array(n, kind, item_id, owner_region_id, body) "
            f"from sync.pull_v1('{feed}', '{epoch}', {cursor}, 200);").stdout
        return [json.loads(line) for line in told.splitlines()]

    def sees_its_own_alone(self):
        snapshot, feeds = self.everything(), self.feeds()
        items = snapshot + feeds
        regions = {office: desk.bundle["region"] for office, desk in self.story.setting.desks.items()}
        foreign = [item for item in items if item[2] in (regions[GLAS], regions[NORTHBRIDGE])]
        posts, told = ({item[1] for item in way if item[0] == "post"} for way in (snapshot, feeds))
        own = {post.id for post in self.story.book.posts if post.office == self.office}
        text = json.dumps(items, ensure_ascii=False)
        leaked = [post.name for post in self.story.book.posts if post.office in (GLAS, NORTHBRIDGE)
                  and any(words in text for words in post.texts.values())]
        # The feeds tell of what has changed since the centre forgot their older rows.
        expect(own <= posts, f"{self.office} does not see all of its own posts", self.story)
        expect(told, f"the feeds tell {self.office} of no post", self.story)
        expect(not foreign and not leaked, f"{self.office} sees items of others: {foreign[:3]} {leaked}", self.story)
        self.say(f"Through sync.* it fetches {len(snapshot)} items and {len(feeds)} rows of both feeds, all {len(own)} "
                 f"posts of its own among them: 0 of another office, not a word of theirs.")

    def push(self, agent, incarnation, sequence, act):
        """Hands in a signed act by this login; gives how many were taken."""
        self.psql(f"select sync.hello_v1('{agent}', {incarnation}, 1);")
        return int(self.psql(
            f"select received from sync.push_v1('{agent}', {incarnation}, false, {sequence}, "
            f"array['{act['id']}'::uuid], array[{quoted(act['body'])}], "
            f"array['\\x{act['signature'].hex()}'::bytea]);").stdout)

    def ruling(self, act):
        """What the centre decided on an act that came in by this login."""
        def ruled():
            return next((body for item, _, body in self.all_of("ruling") if item == str(act["id"])), None)

        return until(ruled, 20, "the act is ruled on", self.story.acts.coordinators_log)


def pushing(story, thief):
    """The same signed act of another office: refused by the wrong login, accepted by its own."""
    owner = Office(story, NORTHBRIDGE)
    owner.desk.pause()
    story.acts.people["Ian Shah"].does(
        "post", "compose", "--channel", "Northbridge Police", "--text", "en=A draft that nobody has submitted.")
    with sqlite3.connect(f"file:{owner.desk.state}/office.sqlite?mode=ro", uri=True) as store:
        store.row_factory = sqlite3.Row
        act = dict(store.execute("select * from act where state = 'pending' order by place desc limit 1").fetchone())
        agent = json.loads(store.execute("select value from setting where key = 'office'").fetchone()[0])["agent"]
    store.close()
    taken = thief.push(uuid.uuid4(), 1, 1, act)
    ruling = thief.ruling(act)
    expect(taken == 1 and ruling["verdict"] == "refused", f"an act of another office was {ruling['verdict']}", story)
    story.say(f"It hands in an act that Northbridge Police signed: refused. \"{ruling['sentence']}\"")
    taken = owner.push(agent, act["incarnation"], act["sequence"], act)
    ruling = owner.ruling(act)
    expect(taken == 1 and ruling["verdict"] == "accepted", f"an office's own act was {ruling['verdict']}", story)
    story.say("The same call with the same act by the login of Northbridge Police: accepted.")
    owner.desk.run()


def auditor(story):
    """Who let it out? One question, one answer."""
    cluster, folder = story.setting.cluster, story.rig.folder
    cluster.superuser("crier", f"create role {AUDITOR} login in role crier_auditor;")
    cluster.client(AUDITOR, folder / AUDITOR)
    env = story.setting.auditor = cluster.as_login(AUDITOR, folder / f"{AUDITOR}.pem", folder / f"{AUDITOR}.key")
    post = story.book.named("EM-26")
    told = cluster.psql(
        "select role, member, office, coalesce(tier, '-'), to_char(at, 'HH24:MI:SS'), revision, texts ->> 'en' "
        "from audit.who_let_out(audit.channel('Vale and Borders'), now(), 100) "
        f"where post_id = '{post.id}';", env).stdout
    rows = [line.split("|") for line in told.splitlines()]
    story.say("psql as auditor: who wrote, changed and let out the post about the Northern Link bus?")
    for role, member, office, tier, at, revision, _ in rows:
        as_what = "" if tier == "-" else f", {tier}"
        story.say(f"    {role:<8} {member} ({office}{as_what}), at {at} UTC, revision {revision}")
    names = {(row[0], row[1]) for row in rows}
    expect({("wrote", "Ben Okoro"), ("changed", "Ben Okoro"), ("let out", "Carys Webb")} <= names,
           f"the auditor was told {sorted(names)}", story)
    count = cluster.psql(
        "select count(*) from audit.before_revocation(audit.member('Kit Moran'));", env).stdout.strip()
    story.say(f"And what did Kit Moran do in the day before the revocation? {count} acts, each with time and office.")


def quoted(text):
    return "'" + text.replace("'", "''") + "'"
