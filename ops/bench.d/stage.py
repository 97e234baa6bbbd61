"""Where figures are taken: a cluster that writes to disk as in service, a body with its offices, and connections."""

import json
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "ops/demo.d"))

import history  # noqa: E402
from rig import Cluster, Rig, Teller  # noqa: E402
from signed import Signer  # noqa: E402

OFFICES = 8
# What a figure depends on; told with it.
SETTINGS = ("fsync", "full_page_writes", "synchronous_commit", "shared_buffers", "max_wal_size", "server_version")


class Quiet(Teller):
    """Tells on the way what is being done, where results do not go."""

    def say(self, text=""):
        print(f"[{self.elapsed:6.1f} s] {text}", file=sys.stderr, flush=True)


class Office:
    """One office: its region, the agent that pushes for it, the login it comes in by, a member who signs, a channel."""

    def __init__(self, number):
        self.number = number
        self.region, self.agent, self.member, self.channel = (str(uuid.uuid4()) for _ in range(4))
        self.signer = Signer(self)
        self.login = ""

    def certificate(self, folder):
        return folder / f"office-{self.number}"


class Stage:
    """The cluster and the database `crier`, from which every run gets a copy of its own."""

    def __init__(self, folder, binaries, fast=False):
        self.rig = Rig(folder, binaries, Quiet())
        self.folder = self.rig.folder
        self.tell = self.rig.tell
        self.coordinator = self.rig.program("crier-coordinator")
        self.fast = fast
        self.copies = 0
        self.pair = None  # two clusters of which one follows the other
        self.template, self.history = "crier", 0  # what copies are made of, and how many acts have been before in it

    def begin(self):
        self.tell.say("a cluster, a body and its offices")
        self.cluster = Cluster(self.rig, fast=self.fast)
        dba = self.write("dba.yaml", f"database:\n  socket: {self.cluster.env['SOCKET']}\n"
                                     f"  port: {self.cluster.port}\n  user: postgres\n")
        self.rig.call(self.coordinator, "migrate", "--config", dba, "--sql", ROOT / "sql")
        self.cluster.client("crier_coordinator", self.folder / "coordinator")
        settings = self.write("coordinator.yaml", self.settings("crier"))
        made = self.rig.call(
            self.coordinator, "init", "--body", "Measured", "--centre", "Centre", "--administrator", "Ann Lee",
            "--json", env={"CRIER_CONFIG": str(settings)})
        self.code = json.loads(made.stdout)["code"]
        self.offices = [Office(number) for number in range(OFFICES)]
        with self.superuser("crier") as connection:
            for office in self.offices:
                self.open(connection, office)
            self.conditions = {
                name: connection.execute("select current_setting(%s)", [name]).fetchone()[0] for name in SETTINGS}
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda one: self.cluster.client(one.login, one.certificate(self.folder)), self.offices))

    def open(self, connection, office):
        """An office as rulings would have made it, with a member whose key we hold and an account of its own."""
        n = office.number
        names = {"region": office.region, "member": office.member, "channel": office.channel, "agent": office.agent,
                 "key": office.signer.public, "name": f"Office {n}", "handle": f"@office{n}", "act": str(uuid.uuid4())}
        connection.execute("""
            insert into crier.region (region_id, parent_id, name, zone, languages, activity_id)
            select %(region)s::uuid, region_id, %(name)s, 'Europe/London', '{en}', %(act)s::uuid
            from crier.region where parent_id is null""", names)
        connection.execute("select admin.region_made_v1(%(region)s)", names)
        connection.execute("""
            insert into crier.member (region_id, member_id, name, public_key, activity_id)
            values (%(region)s, %(member)s, %(name)s || ' author', %(key)s, %(act)s)""", names)
        connection.execute("""
            insert into crier.member_grant (region_id, grant_id, member_region_id, member_id, tier, from_at,
              activity_id)
            values (%(region)s, gen_random_uuid(), %(region)s, %(member)s, 'author', '2020-01-01', %(act)s)""", names)
        connection.execute("""
            insert into crier.channel (region_id, channel_id, platform, address, handle, name, languages, activity_id)
            values (%(region)s, %(channel)s, 'mastodon', 'https://social.example', %(handle)s, %(name)s, '{en}',
              %(act)s)""", names)
        connection.execute(
            "insert into crier.lane (region_id, channel_id, platform) values (%(region)s, %(channel)s, 'mastodon')",
            names)
        connection.execute("insert into crier.agent (region_id, agent_id) values (%(region)s, %(agent)s)", names)
        made = connection.execute("select admin.login_create_v1(%(region)s, sha256('certificate'))", names)
        office.login = made.fetchone()[0]

    # Databases

    def copy(self):
        """A database of its own for one run, as the body was at its beginning, or after the history that was made."""
        self.copies += 1
        name = f"run_{self.copies}"
        with self.superuser("postgres") as connection:
            connection.execute(f"create database {name} template {self.template} strategy file_copy")
        # The rights on a database itself are not cloned with it.
        self.cluster.superuser(name, (ROOT / "sql/roles/0002_database.sql").read_text())
        return name

    def ages(self, acts):
        """From here on so many acts have been before, in each copy."""
        if self.history:
            self.drop(self.template)
        self.template, self.history = "crier", acts
        self.template = self.copy()
        history.write(self, self.template, acts)

    def drop(self, name):
        with self.superuser("postgres") as connection:
            connection.execute(f"drop database {name} with (force)")

    def settle_disk(self):
        """What earlier runs left to write is written before the next is timed."""
        with self.superuser("postgres") as connection:
            connection.execute("checkpoint")

    # Connections

    def superuser(self, database, autocommit=True):
        return psycopg.connect(
            host=self.cluster.env["SOCKET"], port=self.cluster.port, user="postgres", dbname=database,
            autocommit=autocommit)

    def login(self, database, login, prefix):
        """As an office or the coordinator comes in: over TLS, by its certificate."""
        return psycopg.connect(
            host="localhost", port=self.cluster.port, user=login, dbname=database, sslmode="verify-full",
            sslrootcert=self.cluster.env["CA"], sslcert=f"{prefix}.pem", sslkey=f"{prefix}.key", autocommit=True)

    def office(self, database, office):
        return self.login(database, office.login, office.certificate(self.folder))

    def centre(self, database):
        return self.login(database, "crier_coordinator", self.folder / "coordinator")

    # Programs

    def settings(self, database):
        tls, folder = self.cluster.tls, self.folder
        return (
            f"database:\n  name: {database}\n  host: localhost\n  port: {self.cluster.port}\n"
            f"  authority: {tls}/ca.pem\n  certificate: {folder}/coordinator.pem\n  key: {folder}/coordinator.key\n"
            f"keys:\n  folder: {folder}/keys\nauthority:\n  certificate: {tls}/ca.pem\n  key: {tls}/ca.key\n"
            f"state:\n  folder: {folder}/state-{database}\n"
            f"platforms:\n  authorities: {tls}/ca.pem\n  private_hosts:\n    - 127.0.0.1\n")

    def coordinate(self, database, name="coordinator", patient=False):
        """Starts a coordinator on this database; it ends by `rig.end(name)`. `patient`: waits until it sends."""
        path = self.write(f"{name}-{database}.yaml", self.settings(database))
        (self.folder / f"state-{database}").mkdir(mode=0o700, exist_ok=True)
        process = self.rig.start(name, self.coordinator, "run", env={"CRIER_CONFIG": str(path)})
        if patient:
            with self.superuser(database) as watch:
                self.until(lambda: watch.execute("select count(*) from crier.coordinator where process = %s", [
                    process.pid]).fetchone()[0])
        return process

    def until(self, condition, seconds=300):
        """Waits for a condition while everything that was started runs; gives what it gave."""
        deadline = time.monotonic() + seconds
        while not (found := condition()):
            self.rig.check_alive()
            assert time.monotonic() < deadline, f"waited {seconds} s in vain"
            time.sleep(0.02)
        return found

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path
