"""A database that is put back to what it was: by a dump, as the README has a DBA make and restore it."""

import json
import subprocess
from pathlib import Path

from body import ROOT

NOTE = "keys/high-water.json"


def server_program(name):
    """One of the server's own programs, of the version that the cluster runs."""
    asked = subprocess.run(["pg_config", "--bindir"], check=True, capture_output=True, text=True, timeout=60)
    return Path(asked.stdout.strip()) / name


class Centre:
    """What the DBA and the operator of a body see and do."""

    def __init__(self, body):
        self.body, self.cluster = body, body.cluster

    def ask(self, sql):
        """Rows of the database, each a list of texts; an empty one is null."""
        told = self.cluster.superuser("crier", f"select to_json(q) from ({sql}) q").stdout
        return [list(json.loads(line).values()) for line in told.splitlines()]

    def one(self, sql):
        return self.ask(sql)[0][0]

    def server(self, name, *words, user="postgres"):
        self.body.rig.call(
            server_program(name), "-h", self.cluster.env["SOCKET"], "-p", self.cluster.port, "-U", user, *words)

    def is_dumped(self, name):
        """By the login that is there for it; gives the file."""
        dump = self.body.folder / f"{name}.dump"
        self.server("pg_dump", "-Fc", "-f", dump, "crier", user="crier_backup")
        return dump

    def is_restored(self, dump):
        """In the place of what is there. The rights on a database itself are not in its dump: migrate gives them."""
        self.server("dropdb", "--force", "crier")
        self.server("createdb", "-T", "template0", "crier")
        self.server("pg_restore", "--exit-on-error", "-d", "crier", dump)
        self.body.rig.call(
            self.body.coordinator, "migrate", "--config", self.body.dba, "--sql", ROOT / "sql")

    def is_taken_as_known(self):
        """The coordinator's note is replaced by one of what is there now, so that nobody notices the restore."""
        self.body.folder.joinpath(NOTE).write_text(json.dumps(self.one("select admin.identity_v1()")))

    def is_frozen(self):
        return self.one("select frozen_at is not null from crier.body")

    def generation(self):
        return self.one("select generation from crier.body")

    def states(self, owner=None):
        """How many deliveries are in each state."""
        where = f"where post_region_id = '{owner}'" if owner else ""
        return dict(self.ask(f"select state, count(*) from crier.delivery {where} group by state"))

    def told(self, texts):
        """What there is to say of posts, by their texts."""
        names = ", ".join(f"'{text}'" for text in texts)
        return self.ask(f"""
            select p.content->'texts'->>'en' as text, p.state as post, d.state, d.reason, d.attempts, d.looks, d.due_at,
              l.hold_reason, l.slow_reason, l.next_due, clock_timestamp() as now
            from crier.post p left join crier.delivery d on d.post_region_id = p.region_id and d.post_id = p.post_id
            left join crier.lane l on l.region_id = d.region_id and l.channel_id = d.channel_id
            where p.content->'texts'->>'en' in ({names})""")

    def asks(self):
        """Deliveries that a person must decide, as they may be out or have become overdue: id and text."""
        return self.ask("""
            select d.delivery_id, p.content->'texts'->>'en' as text
            from crier.delivery d join crier.post p on p.region_id = d.post_region_id and p.post_id = d.post_id
            where d.state in ('parked', 'missed')""")

    def is_settled(self):
        """Whether nothing is on its way, nor in doubt, nor about to be ruled, planned or sent."""
        return self.one("""
            select not exists (select from crier.inbox)
              and not exists (select from crier.delivery d where d.state in ('sending', 'unknown'))
              and not exists (select from crier.delivery d
                where d.state = 'waiting' and d.due_at < clock_timestamp() + interval '10 minutes')
              and not exists (select from crier.post p where p.planned_version is distinct from p.version)""")

    def is_looked_up(self):
        """Whether the acts are ruled and every doubt is resolved: all that can be done while dispatch is frozen."""
        return self.one("""
            select not exists (select from crier.inbox)
              and not exists (select from crier.delivery d where d.state in ('sending', 'unknown'))
              and not exists (select from crier.post p where p.planned_version is distinct from p.version)""")
