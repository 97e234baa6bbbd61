"""What each release left behind, in Tests/Kept: today's programs open it, show it, and go on with it."""

import json
import lzma
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest

from body import ROOT, Body
from keep import APPROVER, AUTHOR, OFFICE, answered
from people import Desk
from rig import Cluster, until

KEPT = sorted(path for path in (ROOT / "Tests/Kept").iterdir() if path.is_dir())
# What differs with every answer, and with every database.
PASSING = {"server_time", "bell"}


def holds(now, then):
    """Whether all that was there then is there still, whatever has come to stand beside it."""
    if isinstance(then, dict):
        return isinstance(now, dict) and all(
            key in PASSING or key in now and holds(now[key], value) for key, value in then.items())
    if isinstance(then, list):
        return isinstance(now, list) and len(now) == len(then) and all(map(holds, now, then))
    return now == then


class Kept(Body):
    """The office and its centre on new machines: the data are those of the release, the certificates are not."""

    def __init__(self, folder, place):
        super().__init__(folder)
        self.place, self.told = place, json.loads((place / "told.json").read_text(encoding="utf-8"))

    def begin(self):
        self.cluster = Cluster(self.rig)
        self.cluster.superuser("crier", lzma.decompress((self.place / "centre.sql.xz").read_bytes()).decode())
        dba = self.write("dba.yaml", self.dba_settings())
        self.rig.call(self.coordinator, "migrate", "--config", dba, "--sql", ROOT / "sql")
        self.cluster.client("crier_coordinator", self.folder / "coordinator")
        shutil.copytree(self.place / "keys", self.folder / "keys")
        (self.folder / "keys").chmod(0o700)
        for key in (self.folder / "keys").iterdir():
            key.chmod(0o600)  # a clone keeps no such modes
        settings = self.write("coordinator.yaml", self.centre_settings())
        self.env = {"CRIER_CONFIG": str(settings), "CRIER_SESSION": str(self.folder / "nobody")}
        self.moves_in()
        return self

    def moves_in(self):
        """The office's folder, with a new certificate and the way to the centre."""
        self.desk = Desk(self.rig, OFFICE)
        shutil.copytree(self.place / "office", self.desk.state)
        self.desk.state.chmod(0o700)
        (self.desk.state / "office.sqlite").chmod(0o600)
        office = json.loads(self.ask("select value from setting where key = 'office'")[0][0])
        self.login = office["login"]
        self.rig.call(ROOT / "ops/tls", "client", self.cluster.tls, self.login, self.desk.state / "office")
        shutil.copy(self.cluster.tls / "ca.pem", self.desk.state / "ca.pem")
        store = sqlite3.connect(self.desk.state / "office.sqlite")
        with store:
            store.execute("update setting set value = ? where key = 'office'",
                          [json.dumps({**office, "port": self.cluster.port})])
        store.close()
        self.author, self.approver = self.desk.person(AUTHOR), self.desk.person(APPROVER)

    def ask(self, sql):
        store = sqlite3.connect(self.desk.state / "office.sqlite", timeout=10)
        try:
            return store.execute(sql).fetchall()
        finally:
            store.close()

    def unruled(self):
        return self.ask("select id from act where verdict is null")


@pytest.fixture(scope="module", params=KEPT, ids=[place.name for place in KEPT])
def kept(request):
    folder = Path(tempfile.mkdtemp(prefix="crier-kept."))
    folder.chmod(0o711)  # as root the server is another user, and must be able to enter
    body = Kept(folder, request.param)
    try:
        yield body.begin()
    finally:
        body.end()
        shutil.rmtree(folder)


def test_the_protocol_is_spoken_as_it_was(kept):
    as_login = kept.cluster.as_login(kept.login, kept.desk.state / "office.pem", kept.desk.state / "office.key")
    calls = [json.loads(line) for line in (kept.place / "protocol.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {"hello", "pull", "push", "snapshot", "media_open", "media_put", "media_done"} <= {
        call["name"] for call in calls}
    for call in calls:
        now = answered(kept.cluster, as_login, call)
        assert now["columns"][:len(call["columns"])] == call["columns"], call["name"]
        for row, before in zip(now["rows"], call["rows"], strict=True):
            for value, then in zip(row, before):
                if then.startswith("{\""):
                    value, then = json.loads(value), json.loads(then)
                assert holds(value, then), (call["name"], value, then)


def test_the_desk_shows_what_it_showed(kept):
    kept.author.signs_in()
    assert holds(kept.author.asks("post", "list"), kept.told["posts"])
    for post, then in zip(kept.told["posts"], kept.told["shown"], strict=True):
        now = kept.author.asks("post", "show", post["id"])
        assert holds(now, then), (now, then)
    assert holds(kept.author.asks("conflict", "list"), kept.told["conflicts"])
    assert holds(kept.author.asks("channel", "list"), kept.told["channels"])


def test_what_waited_is_sent_and_work_goes_on(kept):
    waiting = kept.unruled()
    assert waiting, "nothing was kept that the centre has not heard of"
    kept.coordinates()
    kept.desk.run()
    log = kept.rig.log(kept.desk.name)
    until(lambda: not kept.unruled(), 60, "a ruling on every act", log)
    refused = kept.ask("select id from act where verdict not in ('accepted', 'merged', 'conflicted')")
    assert not refused, refused
    conflict = kept.author.asks("conflict", "list")[0]
    kept.author.does("conflict", "resolve", conflict["id"], "--take", "theirs", "--wait")
    post = kept.author.asks(
        "post", "compose", "--channel", f"{OFFICE} News", "--text", "en=From a newer release.", "--submit",
        "--wait")[0]["post"]
    kept.approver.signs_in()
    kept.approver.does("post", "approve", post, "--yes", "--wait")
    assert kept.author.asks("post", "show", post)["post"]["state"] == "approved"
