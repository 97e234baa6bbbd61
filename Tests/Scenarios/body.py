"""A small public body for tests of whole programs: a database, a centre, one office, one server to post to."""

import json
import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "ops/demo.d"))

from people import Desk, Person  # noqa: E402
from rig import Cluster, Rig, Sandbox, Teller, until  # noqa: E402

DONE, FAILED, USAGE, REFUSED, CONFLICT, UNREACHABLE, DAMAGED = range(7)
PATIENCE = 90  # seconds: what is waited for comes in a few, but the machine may be slow
OFFICE, CHANNEL, TOKEN = "Harbour Office", "Harbour News", "token-of-harbour-9471"
PIER_TOKEN, SKY_PASSWORD = "token-of-pier-3302", "quay-gull-buoy-mole"

# Besides the server of every day: one that takes its time over images and names posts otherwise; and one of another
# platform and of another make than the usual, where sessions last seconds and a token renews them once.
SERVERS = [
    {"name": "harbour", "domain": "harbour.example", "title": "Harbour social",
     "accounts": [{"username": "news", "token": TOKEN, "display_name": "News", "language": "en"}]},
    {"name": "pier", "domain": "pier.example", "title": "Pier social", "ids": "ulid", "idempotency": "ignored",
     "processing": {"images": 1},
     "accounts": [{"username": "pier", "token": PIER_TOKEN, "display_name": "Pier", "language": "en"}]},
    {"name": "sky", "platform": "bluesky", "refresh_grace": 0, "access_lifetime": 5, "errors": "text",
     "validation": "none",
     "accounts": [
         {"handle": "harbour.sky.example", "app_password": SKY_PASSWORD},
         {"handle": "closed.sky.example", "app_password": SKY_PASSWORD, "state": "deactivated"},
         {"handle": "banned.sky.example", "app_password": SKY_PASSWORD, "state": "takendown"}]},
]


def binaries():
    """Where the built programs are: named by ops/test, else asked of Swift."""
    if named := os.environ.get("CRIER_BIN"):
        return named
    asked = subprocess.run(
        ["swift", "build", "--show-bin-path"], cwd=ROOT, check=True, capture_output=True, text=True, timeout=120)
    return asked.stdout.strip()


class Body:
    """What a test finds running. Its people type commands; nobody reads its tables but the tests of the database."""

    def __init__(self, folder, servers=SERVERS, fast=True, scale=0.1):
        """`fast` gives up what a crash of the machine would need; `scale` makes all times of dispatch longer."""
        self.rig = Rig(folder, binaries(), Teller())
        self.servers, self.fast, self.scale = servers, fast, scale
        self.folder = self.rig.folder
        self.coordinator = self.rig.program("crier-coordinator")
        self.agent = self.rig.program("crier-agent")
        self.secrets = [TOKEN, PIER_TOKEN, SKY_PASSWORD]

    def begin(self):
        rig = self.rig
        self.cluster = Cluster(rig, fast=self.fast)
        self.sandbox = Sandbox(rig, self.cluster.tls, self.servers)
        self.address = self.sandbox.address["harbour"]
        self.dba = self.write("dba.yaml", self.dba_settings())
        rig.call(self.coordinator, "migrate", "--config", self.dba, "--sql", ROOT / "sql")
        self.cluster.client("crier_coordinator", self.folder / "coordinator")
        self.settings = self.write("coordinator.yaml", self.centre_settings())
        self.env = {"CRIER_CONFIG": str(self.settings), "CRIER_SESSION": str(self.folder / "nobody")}
        made = self.asks(
            "init", "--body", "Harbour Services", "--centre", "Harbour Centre", "--administrator", "Ann Lee", "--json")
        self.secrets.append(made["code"])
        self.coordinates()
        self.admin = self.seat(Person(rig, "Ann Lee", "crier-coordinator", self.env), made["code"])
        self.desk = self.opens(Desk(rig, OFFICE))
        self.bundle = self.answer_to(self.desk)
        self.author = self.adds("Ben Okoro", "author")
        self.approver = self.adds("Carys Webb", "approver")
        self.adds_channel(CHANNEL)
        self.wait_for(lambda: any(one["name"] == CHANNEL for one in self.author.asks("channel", "list")), "the channel")
        return self

    def coordinates(self):
        self.rig.start("coordinator", self.coordinator, "run", env=self.env)

    def end(self):
        self.rig.stop()
        if hasattr(self, "cluster"):
            self.rig.call(ROOT / "ops/cluster", "stop", self.cluster.folder, "--immediate", "--remove")

    def dba_settings(self, **changed):
        words = {"socket": self.cluster.env["SOCKET"], "port": self.cluster.port, "user": "postgres", **changed}
        return "database:\n" + "".join(f"  {key}: {value}\n" for key, value in words.items())

    def centre_settings(self, **database):
        tls, folder = self.cluster.tls, self.folder
        words = {
            "host": "localhost", "port": self.cluster.port, "authority": f"{tls}/ca.pem",
            "certificate": f"{folder}/coordinator.pem", "key": f"{folder}/coordinator.key", **database}
        return (
            "database:\n" + "".join(f"  {key}: {value}\n" for key, value in words.items())
            + f"keys:\n  folder: {folder}/keys\nauthority:\n  certificate: {tls}/ca.pem\n  key: {tls}/ca.key\n"
            f"platforms:\n  authorities: {tls}/ca.pem\n  private_hosts:\n    - 127.0.0.1\n"
            f"times:\n  scale: {self.scale}\n")

    def write(self, name, text):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def answer_to(self, desk):
        return self.folder / f"{desk.short}-bundle.json"

    def opens(self, desk, below=(), **changed):
        """A new office, with its agent running; `changed` goes into the answer that its desk accepts."""
        office, answer = desk.office, self.answer_to(desk)
        self.admin.does("region", "add", office, "--zone", "Europe/London", "--language", "en", *below)
        self.admin.does("region", "policy", office, "--class", "routine", "--approvals", "1", "--tier", "approver")
        self.admin.does("region", "admit", office, desk.requests(), "--out", answer)
        answer.write_text(json.dumps({**json.loads(answer.read_text()), **changed}))
        desk.accepts(answer)
        desk.run()
        return desk

    # People

    def adds(self, name, tier, desk=None):
        """Somebody new at an office, signed in at its desk."""
        desk = desk or self.desk
        code = self.admin.asks("member", "add", name, "--office", desk.office, "--tier", tier)["code"]
        self.secrets.append(code)
        person = desk.person(name)
        self.wait_for(lambda: self.known(person), f"{name} is known at the desk")
        return self.seat(person, code)

    def known(self, person):
        """Whether the desk has been told of somebody: then it is the code that is missing, not the name."""
        words = ("sign-in", "--member", person.name, "--password-stdin")
        tried = self.run(self.agent, *words, env=person.env, given="x\n")
        return tried.returncode == REFUSED

    def seat(self, person, code):
        self.secrets.append(person.password)
        person.signs_in(code)
        return person

    def adds_channel(self, name, token=TOKEN, **changed):
        words = {"office": OFFICE, "platform": "mastodon", "address": self.address, "handle": "@news@harbour.example",
                 "language": "en", **changed}
        options = [word for key, value in words.items() for word in (f"--{key}", value)]
        return self.run(
            self.coordinator, "channel", "add", name, *options, "--token-stdin", env=self.admin.env, given=f"{token}\n")

    def wait_for(self, condition, what):
        return until(condition, PATIENCE, what)

    # Commands

    def run(self, program, *words, env=None, given=None, under=()):
        """Types a command; gives its end, whatever it is. `given` may be bytes."""
        words = [*under, program, *(str(word) for word in words)]
        done = subprocess.run(
            words, input=given.encode() if isinstance(given, str) else given or b"", capture_output=True,
            cwd=self.folder, timeout=60, check=False,
            env={**self.rig.clean_environment(), **(env if env is not None else self.env)})
        done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
        with open(self.rig.log("commands"), "a", encoding="utf-8") as log:
            log.write(f"$ {words}\n{done.stdout}{done.stderr}-- {done.returncode}\n")
        return done

    def types(self, program, *words, env=None, answers=()):
        """Types a command at a terminal of its own; answers are pairs of a prompt and what is typed at it."""
        ours, its = pty.openpty()
        process = subprocess.Popen(
            [program, *(str(word) for word in words)], stdin=its, stdout=its, stderr=its, cwd=self.folder,
            env={**self.rig.clean_environment(), **(env or {})}, start_new_session=True)
        os.close(its)
        shown = b""

        def more():
            assert select.select([ours], [], [], 60)[0], f"it neither asks nor ends: {shown}"
            try:
                return os.read(ours, 4096)
            except OSError:  # the command has ended and closed its side
                return b""
        try:
            read = 0
            for prompt, typed in answers:
                while prompt.encode() not in shown[read:]:
                    piece = more()
                    assert piece, f"it does not ask for {prompt!r}: {shown}"
                    shown += piece
                read = len(shown)
                os.write(ours, f"{typed}\n".encode())
            while piece := more():
                shown += piece
            process.wait(30)
        finally:
            process.kill()
            process.wait()
            os.close(ours)
        return process.returncode, shown.decode().replace("\r\n", "\n")

    def client(self, login, name, *words):
        """A certificate and key of a login, as settings name them."""
        prefix = self.folder / name
        self.rig.call(ROOT / "ops/tls", "client", *words, self.cluster.tls, login, prefix)
        return {"certificate": f"{prefix}.pem", "key": f"{prefix}.key"}

    def centre(self, *words, env=None, given=None, under=()):
        """A command of the coordinator, typed by the administrator unless told otherwise."""
        return self.run(self.coordinator, *words, env=env or self.admin.env, given=given, under=under)

    def office(self, *words, env=None, given=None, under=()):
        """A command of the agent, typed by the author unless told otherwise."""
        return self.run(self.agent, *words, env=env or self.author.env, given=given, under=under)

    def asks(self, *words, env=None):
        done = self.centre(*words, env=env or self.env)
        assert done.returncode == DONE, done.stderr
        return json.loads(done.stdout)

    def posts(self):
        return {post["id"] for post in self.author.asks("post", "list")}


# What a terminal would obey: controls but tab and line end, C1, and changes of direction.
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# What only somebody who wrote the program understands.
INSIDES = re.compile(
    r"Error\(|Optional\(|Swift\.|NSCocoa|Fatal error|\bnil\b|^\s+at |Code=\d+|SELECT |\bthe operation couldn", re.I)


def complains(done, status, *says):
    """That a command ended as it must when something is wrong: its status, nothing where results go, one message."""
    assert done.returncode == status, (done.returncode, done.stdout, done.stderr)
    assert done.stdout == "", done.stdout
    message = done.stderr
    assert message.strip(), "it says nothing"
    assert len(message) < 4000, "no message but a flood"
    assert not OBEYED.search(message), ascii(message)
    assert not INSIDES.search(message), message
    for words in says:
        assert words.lower() in message.lower(), f"{words!r} is not in: {message}"
    return message
