"""A centre with two offices, Harbour and Quay, whose texts all carry their canary; and copies of its database, each as
it is or with one guard taken away, that real logins enter over TLS.

Harbour is the attacker of every proof of ownership, Quay the one whose rows must stay its own.
"""

import contextlib
import itertools
import uuid

import psycopg

from body import ROOT

LAST_RULES = (ROOT / "sql/roles/0002_database.sql").read_text()


class Office:
    """As the world outside knows it: its region and login, the ids of what it owns, and the word in all its texts."""

    def __init__(self, town, desk, canary):
        self.name, self.desk, self.state, self.canary = desk.office, desk, desk.state, canary
        self.region = town.one("select region_id from crier.region where name = %s", desk.office)
        self.login = town.one("select login_name from crier.login where region_id = %s", self.region)
        self.certificate, self.key = desk.state / "office.pem", desk.state / "office.key"

    def notes(self, town):
        """The ids of what it owns by now, by kind: the latest of each."""
        def latest(column, table, order="changed_at"):
            return town.one(f"select {column} from crier.{table} where region_id = %s"
                            f" order by {order} desc nulls last limit 1", self.region)
        self.agent = latest("agent_id", "agent", "last_push_at")
        self.member, self.channel = latest("member_id", "member"), latest("channel_id", "channel")
        self.post, self.stop = latest("post_id", "post"), latest("stop_id", "stop")
        self.activity = latest("activity_id", "activity", "received_at")
        self.image = latest("sha256", "media", "stored_at")
        self.items = {
            kind: [row[0] for row in town.rows(
                f"select {'activity' if kind == 'ruling' else kind}_id from crier.{table} where region_id = %s",
                self.region)]
            for kind, table in KINDS.items()}


KINDS = {kind: "member_grant" if kind == "grant" else kind for kind in (
    "region", "member", "grant", "policy", "channel", "post", "delivery", "stop", "ruling", "conflict")}


class Town:
    """The cluster of a running body, seen by its superuser; it lends copies of the body's database."""

    def __init__(self, cluster, folder):
        self.cluster, self.folder = cluster, folder
        self.numbers = itertools.count()
        self.live = Copy(self, "crier", False)

    def settings(self, database):
        return {"host": self.cluster.env["SOCKET"], "port": self.cluster.port, "user": "postgres", "dbname": database}

    def superuser(self, database="crier"):
        return psycopg.connect(**self.settings(database), autocommit=True)

    def rows(self, sql, *values):
        with self.superuser() as connection:
            return connection.execute(sql, values or None).fetchall()

    def one(self, sql, *values):
        rows = self.rows(sql, *values)
        return rows[0][0] if rows else None

    def freezes(self):
        """What stands now is what every copy begins as; no program may be connected."""
        self.live.close()
        self.live.open.clear()
        with self.superuser("postgres") as connection:
            connection.execute("create database town template crier")

    @contextlib.contextmanager
    def copy(self, mutation="", undo=""):
        """A copy with its own rights, which are not cloned with it, and one guard less; `undo` gives back what the
        mutation took from the whole cluster."""
        name = f"copy_{next(self.numbers)}"
        with self.superuser("postgres") as server:
            server.execute(f"create database {name} template town")
            made = Copy(self, name, bool(mutation))
            try:
                made.postgres.execute(LAST_RULES)
                if mutation:
                    made.postgres.execute(mutation)
                yield made
            finally:
                made.close()
                if undo:
                    server.execute(undo)
                server.execute(f"drop database {name} with (force)")

    def certificate(self, login):
        """A client certificate of a login that is no office's."""
        prefix = self.folder / login
        if not prefix.with_suffix(".pem").exists():
            self.cluster.client(login, prefix)
        return {"sslcert": f"{prefix}.pem", "sslkey": f"{prefix}.key"}


class Copy:
    """One copy of the database, or the one itself; connections to it are made when first asked for."""

    def __init__(self, town, name, is_mutated):
        self.town, self.name, self.is_mutated = town, name, is_mutated
        self.open = {}

    def close(self):
        for connection in self.open.values():
            connection.close()

    @property
    def harbour(self):
        return self.town.harbour

    @property
    def quay(self):
        return self.town.quay

    def connect(self, login, **more):
        """A new connection over TLS, both sides proved; of an office by its own certificate."""
        offices = {office.login: office for office in (self.harbour, self.quay)}
        if login in offices:
            proof = {"sslcert": str(offices[login].certificate), "sslkey": str(offices[login].key)}
        else:
            proof = self.town.certificate(login)
        return psycopg.connect(
            host="localhost", port=self.town.cluster.port, dbname=self.name, user=login, sslmode="verify-full",
            sslrootcert=self.town.cluster.env["CA"], autocommit=True, **proof, **more)

    def login(self, login):
        found = self.open.get(login)
        if not found or found.closed:
            found = self.open[login] = self.connect(login)
        return found

    @property
    def postgres(self):
        if "postgres" not in self.open:
            self.open["postgres"] = self.town.superuser(self.name)
        return self.open["postgres"]

    @property
    def a(self):
        """The attacker's connection."""
        return self.login(self.harbour.login)

    @property
    def b(self):
        return self.login(self.quay.login)

    @property
    def coordinator(self):
        return self.login("crier_coordinator")

    def tables(self, kinds="rp"):
        """Ours, by name."""
        return [row[0] for row in self.postgres.execute(
            "select c.oid::regclass::text from pg_class c"
            " where c.relnamespace in ('crier'::regnamespace, 'audit'::regnamespace, 'sync'::regnamespace,"
            " 'admin'::regnamespace) and c.relkind::text = any (%s) order by 1", (list(kinds),))]

    def check(self, number):
        """What a lint of the catalogue finds untidy."""
        file, = (ROOT / "sql/checks").glob(f"{number}_*.sql")
        return [" ".join(map(str, row)) for row in self.postgres.execute(file.read_text())]


def run(connection, sql, values):
    """All that comes back, as one text."""
    if sql.endswith(" to stdout"):
        with connection.cursor().copy(sql) as stream:
            return "".join(bytes(piece).decode() for piece in stream)
    cursor = connection.execute(sql, values or None)
    return "\n".join(map(str, cursor.fetchall())) if cursor.description else ""


def refusal(connection, sql, *values):
    """The SQLSTATE with which the server refuses; None when it does not."""
    try:
        run(connection, sql, values)
    except psycopg.Error as error:
        return error.sqlstate or "no connection"
    return None


def got_through(copy, statements, code="42501"):
    """Of these statements of the attacker's those that were not refused; each of the others must be refused thus."""
    through = []
    for sql, *values in (one if isinstance(one, tuple) else (one,) for one in statements):
        came = refusal(copy.a, sql, *values)
        if came is None:
            through.append(sql)
        else:
            assert came == code or copy.is_mutated, f"refused, but with {came}: {sql}"
    return through


def read(connection, sql, *values):
    """All that comes back, as one text; a refusal, with all that it tells, comes back too."""
    try:
        return run(connection, sql, values)
    except psycopg.Error as error:
        told = error.diag
        parts = (told.sqlstate, told.message_primary, told.message_detail, told.message_hint, told.context,
                 told.internal_query, told.table_name, told.column_name, told.constraint_name)
        return "refused: " + " ".join(part or "-" for part in parts)


def harvest(copy, connection, office):
    """Everything that an office's login gets out of `sync`, as text."""
    agent = str(office.agent)
    told = read(connection, "select sync.hello_v1(%s, 1, 1)", agent)
    for kind in KINDS:
        told += read(connection, "select s::text from sync.snapshot_v1(%s, null, 1000) s", kind)
    for feed in ("region", "common"):
        told += read(
            connection, "select p::text from sync.pull_v1(%s, (select (sync.hello_v1(%s, 1, 1) ->> 'epoch')::uuid),"
            " 0, 1000) p", feed, agent)
    return told


def plants(copy):
    """Feed rows of the attacker that name everything of the other office, as a fault of ours might write them."""
    for kind, items in copy.quay.items.items():
        for item in items:
            copy.postgres.execute(
                "with h as (update crier.feed_head set head = head + 1 where region_id = %s returning head)"
                " insert into crier.feed (region_id, n, kind, owner_region_id, item_id, version)"
                " select %s, head, %s, %s, %s, 1 from h",
                (copy.harbour.region, copy.harbour.region, kind, copy.quay.region, item))


def leaks(copy, told):
    """Whether something that the attacker received is the other's."""
    return [copy.quay.canary] if copy.quay.canary in told else []


def canary():
    return f"canary{uuid.uuid4().hex[:16]}"
