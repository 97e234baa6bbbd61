"""The lanes of two accounts between two sides, and the oracle: what must be true whatever the order was."""

import json

from ground import furnish
from sides import OTHER, OWNER, Dispatch, Rulings, gates, planned
from stepping import Side, Watcher, call, with_gates

DEEDS = ["claim", "intent", "settle", "sweep", "renew"]
ACTS = ["stop", "edit", "withdraw", "revoke", "pause"]
# What becomes of a delivery that an act covers and that had not begun to speak.
BECOMES = {"stop": "stopped", "edit": "stopped", "withdraw": "withdrawn", "revoke": "stopped", "pause": "stopped"}
LEGAL = {
    None: {"waiting"},
    "waiting": {"waiting", "sending", "stopped", "withdrawn", "missed", "parked", "rejected"},
    "sending": {"sending", "sent", "rejected", "waiting", "withdrawn", "unknown"},
    "unknown": {"unknown", "sent", "waiting", "withdrawn", "parked", "missed", "stopped"},
    "stopped": {"stopped", "waiting", "withdrawn", "missed"},
    "missed": {"missed", "waiting", "withdrawn", "stopped"},
    "parked": {"parked", "sent", "waiting", "withdrawn"},
    "sent": {"sent"}, "rejected": {"rejected", "waiting"}, "withdrawn": {"withdrawn", "waiting"}}
# What anything here may change; `untouched` holds the rest to it.
TABLES = ["approval", "attempt", "channel", "coordinator", "delivery", "event", "event_value", "fan_out", "feed",
          "feed_head", "inbox", "lane", "member", "post", "reconciler", "revision", "ruling", "share", "stop"]
NAMES = ["one", "two", "ruler", "north", "south", "north-channel", "south-channel"]
TEMPLATE = "lanes"


class Lanes:
    """A database of its own with two stepped sessions, A that dispatches and B that rules, and a third that goes on."""

    @staticmethod
    def lays(ground):
        """The template: each deed's state to begin from, made by the calls that lead there."""
        with ground.dba(ground.makes(TEMPLATE)) as dba:
            furnish(dba, "lanes.sql")
            ids = {name: str(dba.execute("select proof.id(%s)", (name,)).fetchone()[0]) for name in NAMES}
            dba.execute("create table proof.ready (deed text, what jsonb)")
            keeper, dispatch = ground.login(TEMPLATE, "crier_coordinator"), Dispatch(ids)
            for owner in (OWNER, OTHER):
                keeper.execute("select pg_advisory_lock(admin.heartbeat_v1(%s, 'here', 1, '{}'))", (ids[owner],))

            def made(deed, what):
                dba.execute("select proof.keep(%s)", (deed,))
                dba.execute("insert into proof.ready values (%s, %s)", (deed, json.dumps(what)))
                return what
            made("claim", None)
            work = made("intent", keeper.execute(dispatch.claim()).fetchone()[0]["work"])
            assert len(work) == 2, work
            made("renew", work)
            settled = made("settle", keeper.execute(dispatch.intent(work)).fetchone()[0])
            assert all(one["allowed"] for one in settled), settled
            dba.execute("update crier.delivery set deadline = now() - interval '1 hour' where state = 'sending'")
            made("sweep", settled)
            made("answer", settled)
            dba.execute("update crier.lane set lease_until = now() - interval '1 hour'")
            made("late", settled)
            keeper.close()

    def __init__(self, ground, name, fine, changed):
        """`changed`: by routine, texts in it and what stands there instead: a guard taken out."""
        self.ground, self.database = ground, ground.copies(TEMPLATE, name)
        self.dba = ground.dba(self.database)
        self.ids = {one: str(self.dba.execute("select proof.id(%s)", (one,)).fetchone()[0]) for one in NAMES}
        for routine, places in gates(fine).items():
            with_gates(self.dba, routine, places)
        for routine, words in changed.items():
            text = self.dba.execute("select pg_get_functiondef(%s::regproc)", (f"admin.{routine}",)).fetchone()[0]
            for was, becomes in words:
                assert was in text, f"{routine} has no {was!r}"
                text = text.replace(was, becomes)
            self.dba.execute(text)
        self.watcher = Watcher(self.dba)
        self.sessions = [ground.login(self.database, "crier_coordinator") for _ in range(4)]
        a, b, self.hand, keeper = self.sessions
        for owner in (OWNER, OTHER):
            keeper.execute("select pg_advisory_lock(admin.owner_key(%s))", (self.ids[owner],))
        self.sides = self.a, self.b = Side("A", 77001, a, self.watcher), Side("B", 77002, b, self.watcher)
        self.dispatch, self.rulings = Dispatch(self.ids), Rulings(self.ids)
        self.ready = dict(self.dba.execute("select deed, what from proof.ready").fetchall())
        self.main = {self.value("select proof.delivery('main', %s)", one) for one in ("north", "south")}
        self.north_main, self.next = self.value("select proof.delivery('main')"), self.value(
            "select proof.delivery('next')")
        self.runs = 0

    def close(self):
        for one in (*self.sessions, self.dba):
            one.close()

    def value(self, query, *values):
        return self.watcher.value(query, *values)

    # Before a schedule

    def takes(self, deed):
        self.back = "set session_replication_role = replica; " + self.value(
            "select proof.back_script(%s, %s)", deed, TABLES) + " set session_replication_role = origin"

    def parts(self, act):
        """The ruling itself; then, once it is written, what the scheduler makes of it."""
        return {"pause": ["ruling"], "again": ["plan"], "sweep": ["plan"]}.get(act, ["ruling", "plan"])

    def begins(self, deed, act, part):
        """The start of every schedule: the state from before, and what each side has to do."""
        self.runs += 1
        if self.runs % 200 == 0:  # nobody else tidies here
            self.dba.execute(f"vacuum {', '.join(f'crier.{table}' for table in TABLES)}, proof.moved")
        self.dba.execute(self.back)
        ready, calls = self.ready[deed], self.dispatch
        does = {
            "claim": lambda _: calls.claim(), "intent": lambda _: calls.intent(ready),
            "settle": lambda _: calls.settle(ready), "sweep": lambda _: calls.sweep(), "renew": lambda _: calls.renew(),
            "answer": lambda _: calls.settle(ready),
            "late": lambda _: calls.settle(ready, outcome="surely_not", remote_id=None, go_on=False)}
        self.a.begins([does[deed]])
        if act == "again":
            again = calls.again()
            for _ in range(2 if part == "plan" else 0):
                self.hand.execute(again.pop(0)([]))
            return self.b.begins(again)
        if act == "sweep":
            return self.b.begins([does["sweep"]])
        self.is_ruled = part == "plan"
        if self.is_ruled:
            self.hand.execute(self.rulings.write(act)(None))
        rules = [] if self.is_ruled else [self.rulings.write(act)]
        return self.b.begins(rules + (self.rulings.plans(act) if part in ("plan", "whole") else []))

    # After it

    def wrongs(self, deed, act, commits):
        """What must not be: a list of sentences, empty where all is well."""
        wrong = [f"{side.name} failed with {side.trouble}" for side in self.sides if side.trouble]
        if wrong:
            return wrong
        if act in ("again", "sweep"):
            wrong += self.ended_by_another() + self.goes_on(deed) + self.illegal() + self.stuck()
            return wrong + [f"{self.called(one)} is {state}, not sent" for one in (*self.main, self.next)
                            if (state := self.state(one)) != "sent"]
        covered = {self.north_main, self.next} if act == "pause" else self.main
        began = self.began()
        ruled_first = self.is_ruled or ("B", 1) in commits and commits.index(("B", 1)) < commits.index(("A", 1))
        if ruled_first and began & covered:
            wrong.append("an intent was committed after the ruling")
        was_out = began | (self.main if deed in ("settle", "sweep") else set())
        wrong += self.goes_on(deed)
        if (self.began() - began) & covered:
            wrong.append("an intent was written after the ruling")
        was_out |= self.began()
        wrong += self.illegal() + self.stuck()
        for delivery in (*self.main, self.next):
            ought = "sent" if delivery in was_out or delivery not in covered else BECOMES[act]
            if (state := self.state(delivery)) != ought:
                wrong.append(f"{self.called(delivery)} is {state}, not {ought}")
            if act == "withdraw" and delivery in covered & was_out and not self.value(
                    "select true from crier.delivery d join crier.delivery t using (region_id, channel_id, post_id) "
                    "where d.delivery_id = %s and t.kind = 'take_down' and t.state = 'sent'", delivery):
                wrong.append(f"{self.called(delivery)} was withdrawn and still stands")
        return wrong

    def ended_by_another(self):
        """The first try's outcome, come late, may not touch the second try, nor may a third begin beside it."""
        first = {one["delivery_id"]: one["fence"] for one in self.ready["late"]}
        return ["a try was ended by the outcome of another" for delivery, fence in self.dba.execute(
            "select id, fence from proof.moved where was = 'sending' and became = 'waiting'")
            if fence > first[str(delivery)]]

    def began(self):
        """What has begun to speak since the start of the schedule."""
        return {row[0] for row in self.dba.execute(
            "select id from proof.moved where became = 'sending' and was <> 'sending' and kind = 'publish'")}

    def goes_on(self, deed):
        """As the coordinator goes on with what the deed gave it, the scheduler with what it finds, and time."""
        answer, wrong = json.loads(self.a.answers[-1]) if self.a.answers else None, []
        if deed == "late":
            second = [one for one in map(json.loads, self.b.answers[-1:]) if one]
            self.sends(self.asks(self.dispatch.settle(second[0], OTHER))["work"] if second else [], OTHER)
        elif answer is not None and deed != "sweep":
            work = self.ready[deed] if deed == "renew" else (
                self.asks(self.dispatch.settle(answer))["work"] if deed == "intent" else answer["work"])
            self.sends(work, OWNER)
            kept = self.value("select string_agg(channel_id::text, ', ') from crier.lane where owner = %s",
                              self.ids[OWNER])
            if kept:
                wrong.append("a lane stays leased though nobody has anything to do there")
        if deed == "sweep":  # what another had in hand it passed over; it comes again
            self.asks(self.dispatch.sweep())
        while any((self.plans(), self.asks("select to_jsonb(admin.stops_plan_v1(100))"))):
            pass
        self.looks_up()
        for _ in range(9):  # one look after the last that brought anything
            self.value("select proof.later()::text")
            work = self.asks(self.dispatch.claim(OTHER))["work"]
            self.sends(work, OTHER)
            if not self.plans() and not work:
                break
        return wrong

    def asks(self, query):
        return self.hand.execute(query).fetchone()[0]

    def sends(self, work, owner):
        while work:
            verdicts = self.asks(self.dispatch.intent(work, owner))
            work = self.asks(self.dispatch.settle(verdicts, owner))["work"]

    def plans(self):
        loaded = self.asks(call("select admin.plan_load_v1(100)"))
        write = planned([json.dumps(loaded)])
        return self.asks(write) if write else 0

    def looks_up(self):
        """What is in doubt turns out to be there."""
        found = [{"region_id": str(region), "delivery_id": str(delivery), "fence": fence, "found": "present",
                  "remote_id": f"remote {delivery}"} for region, delivery, fence in self.dba.execute(
            "select region_id, delivery_id, fence from crier.delivery where state = 'unknown'")]
        if found:
            self.asks(call("select admin.resolve_v1({}, '0', '30 seconds')", found))

    def illegal(self):
        """Changes of state that no delivery may make, and fences that went back."""
        wrong = []
        for kind, was, became, before, after in self.dba.execute(
                "select kind, was, became, fence_was, fence from proof.moved order by n"):
            if kind != "lane" and became not in LEGAL[was]:
                wrong.append(f"a {kind} went from {was} to {became}")
            if before is not None and (after is None or after < before):
                wrong.append(f"the fence of a {kind} went from {before} back to {after}")
        return wrong

    def stuck(self):
        """What is due and may go, and yet no claim has brought it out."""
        return [f"{self.called(delivery)} is due and may go, and nobody takes it" for (delivery,) in self.dba.execute(
            "select d.delivery_id from crier.delivery d cross join lateral admin.dispatch_judge(null, "
            "jsonb_build_array(jsonb_build_object('region_id', d.region_id, 'delivery_id', d.delivery_id))) j "
            "where d.state = 'waiting' and d.ready_at <= clock_timestamp() and j.j_reason is null")]

    def state(self, delivery):
        return self.value("select state from crier.delivery where delivery_id = %s", delivery)

    def called(self, delivery):
        return "next" if delivery == self.next else "main on North's" if delivery == self.north_main else (
            "main on South's")

    def untouched(self, deed):
        """The tables that a schedule does not put back: whether each is as it was."""
        others = [row[0] for row in self.dba.execute(
            "select relname from pg_class where relnamespace = 'crier'::regnamespace and relkind = 'r'")
            if row[0] not in TABLES]
        return [table for table in others if self.value(
            f"select exists (table crier.{table} except table kept_{deed}.{table}) "
            f"or exists (table kept_{deed}.{table} except table crier.{table})")]
