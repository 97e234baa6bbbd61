"""The people of the demo: each acts by the commands that a real person would type."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rig import Trouble

SHORTEST_PASSWORD = 15


class Person:
    """Somebody with a name, a password and a session, at the centre's command line or at an office's desk."""

    def __init__(self, rig, name, program, env):
        self.rig = rig
        self.name = name
        self.first = name.split()[0]
        self.program = rig.program(program)
        folder = rig.folder / "sessions"
        folder.mkdir(mode=0o700, exist_ok=True)
        self.session = folder / f"{program}-{self.first.lower()}"
        self.env = {**env, "CRIER_SESSION": str(self.session)}
        self.password = f"{self.first.lower()} keeps three geese"
        assert len(self.password) >= SHORTEST_PASSWORD

    def does(self, *words, given=None, fine=(0,)):
        """Types a command; gives what it printed."""
        return self.rig.call(self.program, *words, env=self.env, given=given, fine=fine)

    def asks(self, *words, given=None, fine=(0,)):
        """Types a command with --json; gives what it answered."""
        done = self.does(*words, "--json", given=given, fine=fine)
        try:
            return json.loads(done.stdout)
        except json.JSONDecodeError:
            raise Trouble(f"{' '.join(words[:3])} did not answer in JSON: {done.stdout[:200]}",
                          self.rig.log("commands")) from None

    def signs_in(self, code=None, member=None):
        """With the one-time code the first time, with the password later; by id where the name is not known yet."""
        if code:
            self.does("sign-in", "--member", member or self.name, "--code-stdin", given=f"{code}\n{self.password}\n")
        else:
            self.does("sign-in", "--member", member or self.name, "--password-stdin", given=f"{self.password}\n")

    def refused(self, *words, given=None, statuses=(3, 4)):
        """Types a command that the rules must refuse; gives the sentence."""
        done = self.rig.call(self.program, *words, env=self.env, given=given, fine=(0, *statuses))
        if done.returncode == 0:
            raise Trouble(f"{self.name} was not refused: {' '.join(words[:3])}", self.rig.log("commands"))
        return done.stderr.strip() or done.stdout.strip()


class Desk:
    """An office's agent: its state folder and the `crier-agent run` that keeps it in step with the centre."""

    def __init__(self, rig, office, state=None):
        self.rig = rig
        self.office = office
        self.short = office.split()[0].lower()
        self.state = state or rig.folder / "offices" / self.short
        self.state.parent.mkdir(exist_ok=True)
        self.env = {"CRIER_STATE": str(self.state)}
        self.name = f"agent-{self.short}"
        self.bundle = {}

    def call(self, *words, **more):
        return self.rig.call(self.rig.program("crier-agent"), *words, env=self.env, **more)

    def requests(self):
        path = self.rig.folder / f"{self.short}-request.json"
        self.call("enroll", "request", "--name", self.office, "--out", path)
        return path

    def accepts(self, bundle):
        self.call("enroll", "accept", bundle)
        self.bundle = json.loads(bundle.read_text())

    def run(self):
        self.rig.start(self.name, self.rig.program("crier-agent"), "run", env=self.env)

    def pause(self):
        self.rig.end(self.name)

    def person(self, name):
        return Person(self.rig, name, "crier-agent", self.env)


def wall_times(seconds):
    """What the calendars' `now` and `later` are as wall times: this minute, and the first full one after that time."""
    zone = ZoneInfo("Europe/London")
    now = datetime.now(zone)
    later = (now + timedelta(seconds=seconds + 59)).replace(second=0, microsecond=0)
    words = {"now": now.strftime("%Y-%m-%d %H:%M"), "later": later.strftime("%Y-%m-%d %H:%M")}
    return words, later.timestamp()
