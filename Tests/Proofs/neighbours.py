"""What two offices do before one of them is stolen: by the real programs, with a word of the office's own in every
field that can hold one."""

import contextlib
import json
import sqlite3

from body import DONE, PIER_TOKEN, SERVERS, TOKEN, Desk
from hand import Hand
from recorder import Recorder
from sending import photograph
from town import Office, Town, canary

HARBOUR, QUAY = canary(), canary()
HANDLE = f"handle{QUAY}"


def servers():
    """Those of every body; Quay's account has its word in its name as well."""
    harbour, pier, sky = SERVERS
    return [harbour, {**pier, "accounts": [{**pier["accounts"][0], "username": HANDLE}]}, sky]


class Neighbours(Town):
    """The body's own office is Harbour, which will be stolen; Quay is made here."""

    def __init__(self, body):
        super().__init__(body.cluster, body.folder)
        self.body = body
        self.harbour = Office(self, body.desk, HARBOUR)
        self.quay = Office(self, body.opens(Desk(body.rig, f"Quay office{QUAY}")), QUAY)

    def begins(self):
        body, quay = self.body, self.quay
        self.records()
        self.hand = Hand(self.live.b, quay.region)
        self.eve = self.joins(self.hand, f"Eve approver{QUAY}", "approver", quay)
        self.fay = self.joins(self.hand, f"Fay author{QUAY}", "author", quay)
        dan = body.adds(f"Dan author{QUAY}", "author", quay.desk)
        self.has_channel(body.author, self.harbour, "Harbour Quarter", TOKEN, "harbour", "@news@harbour.example")
        self.has_channel(dan, quay, f"channel{QUAY}", PIER_TOKEN, "pier", f"@{HANDLE}@pier.example")
        post = self.writes(body.author, self.harbour, "Harbour Quarter")
        body.approver.does("post", "approve", post, "--yes", "--wait")
        post = self.writes(dan, quay, f"channel{QUAY}")
        self.hand.does(self.eve, "post.approve", post, self.revision(post), base=self.version(post))
        self.differ()
        self.waits("the images", "select count(*) = 2 from crier.media where complete")
        self.waits("what is stopped", "select count(*) = 2 from crier.delivery where state = 'stopped'")
        for office in (self.harbour, quay):
            office.notes(self)
        return self

    def ends(self):
        self.live.close()
        if hasattr(self, "recorder"):
            self.recorder.close()

    def waits(self, what, sql, *values):
        return self.body.wait_for(lambda: self.one(sql, *values), what)

    def records(self):
        """From here on every byte that Harbour's agent hears is written down."""
        desk = self.body.desk
        self.recorder = Recorder(self.cluster, self.harbour)
        desk.pause()
        with contextlib.closing(sqlite3.connect(desk.state / "office.sqlite")) as store, store:
            kept = json.loads(store.execute("select value from setting where key = 'office'").fetchone()[0])
            kept["port"] = self.recorder.port
            store.execute("update setting set value = ? where key = 'office'", [json.dumps(kept)])
        desk.run()

    def joins(self, hand, name, tier, office):
        """Somebody whose private key is known here."""
        made = self.body.admin.asks("member", "add", name, "--office", office.name, "--tier", tier)
        self.body.secrets.append(made["code"])
        return hand.takes(made["member"], made["code"])

    def has_channel(self, person, office, name, token, server, handle):
        added = self.body.adds_channel(
            name, token, office=office.name, address=self.body.sandbox.address[server], handle=handle)
        assert added.returncode == DONE, added.stderr
        self.body.wait_for(lambda: any(one["name"] == name for one in person.asks("channel", "list")), "the channel")

    def writes(self, person, office, channel):
        """Everything that a post and what becomes of it can say; gives the post that waits for consent."""
        word, admin = office.canary, self.body.admin
        admin.does("stop", "place", "--channel", channel, "--reason", f"stop{word}")
        picture = photograph(self.folder / f"{word}.jpg", word)
        post = person.asks(
            "post", "compose", "--channel", channel, "--text", f"en=text{word}", "--text", f"cy=welsh{word}",
            "--image", picture, "--alt", f"en=alternative{word}", "--alt", f"cy=arall{word}", "--warning",
            f"warning{word}", "--campaign", f"campaign{word}")[0]["post"]
        person.does("post", "edit", post, "--text", f"en=later{word}")
        person.does("post", "submit", post, "--wait")
        gone = person.asks("post", "compose", "--channel", channel, "--text", f"en=gone{word}")[0]["post"]
        person.does("post", "withdraw", gone, "--reason", f"withdrawal{word}", "--wait")
        calendar = self.folder / f"{word}.csv"
        calendar.write_text("ref,time,zone,channels,text.en\n"
                            f"reference{word},2027-03-01 09:00,Europe/London,{channel},planned{word}\n")
        person.does("import", calendar)
        return post

    def revision(self, post):
        revision, digest = self.rows(
            "select revision, encode(digest, 'hex') from crier.post where post_id = %s", post)[0]
        return {"revision": revision, "digest": digest}

    def version(self, post):
        return self.one("select version from crier.post where post_id = %s", post)

    def differ(self):
        """Two changes of one text from the same version; and a post that is given back with a reason."""
        hand, quay = self.hand, self.quay
        channel = (quay.region, self.one("select channel_id from crier.channel where region_id = %s", quay.region))
        words = {"texts": {"en": f"base{QUAY}"}}
        post, _ = hand.composes(self.fay, [channel], content=words)
        for changed in (f"mine{QUAY}", f"yours{QUAY}"):
            hand.does(self.fay, "post.edit", post, {"base": words, "changes": {"texts": {"en": changed}}}, base=1)
        back, _ = hand.composes(self.fay, [channel], content={"texts": {"en": f"returned{QUAY}"}})
        state = "select state = %s from crier.post where post_id = %s"
        self.waits("the post", state, "draft", back)
        hand.does(self.fay, "post.submit", back, self.revision(back), base=1)
        self.waits("it is handed in", state, "submitted", back)
        hand.does(self.eve, "post.return", back, {"reason": f"return{QUAY}"}, base=2)
        self.waits("it is returned", state, "returned", back)
        self.waits("the conflict", "select exists (select from crier.conflict where item_id = %s)", post)

    def is_still(self):
        """Whether nothing is about to be planned, sent, looked up or read back."""
        return self.one("""
            select not exists (select from crier.post where planned_version is distinct from version)
              and not exists (select from crier.delivery where state in ('waiting', 'sending', 'unknown'))
              and not exists (
                select from crier.delivery where state = 'sent' and kind = 'publish' and read_back is null)""")

    def belongings(self, office, but=None):
        """What an office has, without machinery: everything that a forged act could have changed."""
        return [self.rows(
            f"select count(*), sum(hashtextextended(t::text, 0)) from crier.{table} t where region_id = %s"
            " and activity_id is distinct from %s", office.region, but)
            for table in ("region", "member", "member_grant", "policy", "channel", "post", "revision", "approval",
                          "stop", "conflict", "delivery")]

    def is_restored(self):
        """The centre comes from a backup: every office takes everything anew."""
        self.live.coordinator.execute("select admin.epoch_change_v1('a restore')")
        epoch = self.one("select epoch::text from crier.body")
        store = f"{(self.harbour.state / 'office.sqlite').as_uri()}?mode=ro"

        def knows():
            with contextlib.closing(sqlite3.connect(store, uri=True, timeout=10)) as kept:
                told = kept.execute("select value from setting where key = 'epoch'").fetchone()
            return told and epoch in told[0].lower()
        self.body.wait_for(knows, "the stolen office has taken a new snapshot")
