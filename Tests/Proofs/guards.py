"""Each guard of a publish, and a schedule of a few steps that meets it: with the guard in place nothing is doubled."""

import signal

from fates import FROZEN, KILLED, Coordinator, Fate, Lies
from rig import Trouble, until
from traffic import KINDS, judged


class Stage:
    """Two coordinators and one server that cannot tell a repeat from a new post."""

    SERVER = "keyless"

    def __init__(self, body, proof):
        self.body, self.traffic, self.database = body, body.traffic, body.database
        self.first, self.second = (Coordinator(body, f"{name}-coordinator", proof.chance) for name in ("a", "b"))
        self.waves = []

    def posts(self):
        self.waves.append(self.traffic.lets_out(1, self.SERVER))

    def outcomes(self):
        return [one for one in self.traffic.outcomes() if one.wave in self.waves]

    def offences(self):
        """How many were doubled or lost. A request that is on its way may still be on its way."""
        try:
            return until(lambda: sum(map(len, judged(self.outcomes()))), 2, "something is doubled or lost")
        except Trouble:
            return 0

    def fault(self, kind, **more):
        match = {"method": "POST", "path": Lies.PATHS[KINDS[self.SERVER]]}
        self.body.sandbox.fault(self.SERVER, kind, match=match, **more)

    def until(self, condition, what):
        return until(condition, 60, what, self.first.log)

    def until_sent(self):
        def all_sent():
            outcomes = self.outcomes()
            return len(outcomes) == len(self.waves) and all(one.state == "sent" for one in outcomes)
        self.until(all_sent, "all is sent")

    def until_met(self, one):
        self.until(one.meets, f"{one.name} is {one.fate}")

    def until_frozen(self, one):
        self.until(one.is_stopped, f"{one.name} is {one.fate}")

    def thaws(self, one):
        """It goes on, and what it has to say of its post has been noted; unless the kernel has ended it."""
        noted = self.notes()
        one.process.send_signal(signal.SIGCONT)
        self.until(lambda: self.notes() > noted or one.process.poll() == -signal.SIGKILL, f"{one.name} is heard of")

    def notes(self):
        return self.database.ask("select count(*) from crier.attempt where kind in ('outcome', 'late')")[0][0]

    def close(self):
        self.body.sandbox.control("DELETE", "faults", server=self.SERVER)
        self.first.close()
        self.second.close()


def resent_by_libcurl(stage, without=()):
    """A kept connection is reset after the request was read: libcurl would send it again by itself."""
    stage.first.begins(without=without)
    stage.posts()
    stage.until_sent()
    stage.fault("act_then_reset")
    stage.posts()
    stage.until_sent()


def killed_once_it_is_out(stage, without=()):
    """It dies with the answer in hand. Who comes next finds the intent, and looks."""
    stage.first.begins(Fate(KILLED, "answer_read"), 1, without)
    stage.posts()
    stage.until_met(stage.first)
    stage.first.begins(without=without)
    stage.until_sent()


def frozen_before_it_sends(stage, without=()):
    """It wakes when its lease is over, its session has ended and another has sent what it was about to send."""
    stage.first.begins(Fate(FROZEN, "intent_committed"), 1, without)
    is_superseded(stage)


def frozen_before_it_settles(stage, without=()):
    """It wakes with an old answer, "not now", when another has sent the post."""
    stage.fault("rate_limited", seconds=1)
    stage.first.begins(Fate(FROZEN, "answer_read"), 1, without)
    is_superseded(stage)


def frozen_as_it_leaves(stage, without=()):
    """As before, but at the last moment: nothing of its own is asked any more before the request leaves."""
    stage.first.begins(Fate(FROZEN, "leaving"), 1, without)
    is_superseded(stage)


def is_superseded(stage):
    stage.posts()
    stage.until_frozen(stage.first)
    stage.database.ends_sessions()
    stage.second.begins()
    stage.until_sent()
    stage.thaws(stage.first)
    stage.until_sent()


# Guard, schedule, and what else must be gone for it to be met.
SCHEDULES = [
    ("prereq", resent_by_libcurl, ()), ("intent", killed_once_it_is_out, ()), ("lookup", killed_once_it_is_out, ()),
    ("fence", frozen_before_it_sends, ("watchdog",)), ("fence", frozen_before_it_settles, ("watchdog",)),
    ("watchdog", frozen_as_it_leaves, ())]
