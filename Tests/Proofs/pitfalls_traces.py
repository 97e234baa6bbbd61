"""Pitfalls 37 to 40: what is written down of it all, and what a mistake tells."""

import subprocess
import uuid

from pitfall import Pitfall
from pitfalls_identity import pushes_by
from pitfalls_keys import GIVEN
from pitfalls_rules import own_is_read
from town import KINDS, got_through, leaks, read, refusal


def forged(copy):
    """Events made, changed and taken away, by the attacker and by the centre itself."""
    event = ("insert into crier.event (epoch, region_id, login, verb, kind, item_id, commitment)"
             f" values (gen_random_uuid(), '{copy.quay.region}', 'x', 'post.approve', 'post', gen_random_uuid(),"
             " sha256(''))")
    changes = [event, "update crier.event set login = 'x'", "delete from crier.event", "truncate crier.event cascade",
               "update crier.event_value set after = null", "delete from crier.event_value",
               "update crier.activity set login = 'x'", "delete from crier.ruling", "delete from crier.attempt"]
    through = got_through(copy, [*changes, "select admin.event_write_v1('[]')", "select admin.event_write_v1(null)"])
    for sql in changes:
        with copy.coordinator.transaction(force_rollback=True):
            came = refusal(copy.coordinator, sql)
        assert came in ("42501", None), (sql, came)
        through += [] if came else [f"the centre: {sql}"]
    return through


def events_are_written(copy):
    with copy.coordinator.transaction(force_rollback=True):
        before = copy.coordinator.execute("select count(*) from crier.event").fetchone()[0]
        copy.coordinator.execute(
            "select admin.event_write_v1(jsonb_build_array(jsonb_build_object('region_id', admin.root(), 'login',"
            " session_user, 'verb', 'region.add', 'kind', 'region', 'item_id', admin.root(), 'verdict', 'accepted')))")
        return copy.coordinator.execute("select count(*) from crier.event").fetchone()[0] == before + 1


def partial_dump(copy):
    """A reader whom rules bind must fail, rather than dump what it sees."""
    copy.postgres.execute("drop role if exists town_auditor; create role town_auditor login in role crier_auditor")
    try:
        auditor = copy.login("town_auditor")
        auditor.execute("set row_security = off")
        through = []
        for table, column in auditor.execute(
                "select c.oid::regclass::text, min(a.attname::text) from pg_class c join pg_attribute a"
                " on a.attrelid = c.oid and a.attnum > 0 where c.relnamespace = 'crier'::regnamespace"
                " and c.relkind = 'r' and has_column_privilege(c.oid, a.attnum, 'select') group by 1").fetchall():
            came = refusal(auditor, f"copy {table} ({column}) to stdout")
            assert came in ("42501", None), (table, came)
            through += [] if came else [table]
        return through
    finally:
        copy.open.pop("town_auditor").close()
        copy.postgres.execute("drop role town_auditor")


def whole_dump(copy):
    """The dump of who is meant to, put back, has every row."""
    settings = copy.town.settings(copy.name)
    common = ["-h", settings["host"], "-p", str(settings["port"])]
    dump = subprocess.run(["pg_dump", *common, "-U", "crier_backup", "-Fc", copy.name], check=True,
                          capture_output=True, timeout=120).stdout
    name = f"{copy.name}_again"
    with copy.town.superuser("postgres") as server:
        server.execute(f"create database {name}")
        try:
            subprocess.run(["pg_restore", *common, "-U", "postgres", "-d", name], check=True, input=dump,
                           capture_output=True, timeout=120)
            with copy.town.superuser(name) as again:
                counts = [[one.execute(f"select count(*) from {table}").fetchone()[0] for table in copy.tables()]
                          for one in (copy.postgres, again)]
        finally:
            server.execute(f"drop database {name}")
    return counts[0] == counts[1] and sum(counts[0]) > 50


def errors(copy):
    """Every mistake that can be made with another's ids: what the server says of it."""
    quay, told = copy.quay, ""
    ids = (quay.region, quay.member, quay.channel, quay.post, quay.stop, quay.agent, quay.activity, None, uuid.uuid4())
    for one in ids:
        for sql in ("select sync.verifier_get_v1(%s)", "select sync.credential_put_v1(%s, 'k', 'x')",
                    "select sync.verifier_put_v1(%s, sha256(''), 'v', 'k', sha256(''))",
                    "select sync.media_get_v1(%s, sha256(''), 0)", "select sync.hello_v1(%s, 1, 1)",
                    "select sync.seen_v1(%s, 1, 1, 1)", "select sync.pull_v1('region', %s, 0, 10)",
                    "select sync.snapshot_v1(%s::uuid::text, null, 10)", "select sync.snapshot_v1('post', %s, 0)"):
            told += read(copy.a, sql, one)
        told += pushes_by(copy.a, one)
    for table in copy.tables():
        told += read(copy.a, f"insert into {table} select * from {table}")
    for kind in (*KINDS, "login", "credential", "x'; select 1 --"):
        told += read(copy.a, "select sync.snapshot_v1(%s, %s, 2147483647)", kind, quay.post)
    assert told.count("refused") > 60
    return leaks(copy, told)


def errors_say_enough(copy):
    return "CR006 no such member" in read(copy.a, "select sync.verifier_get_v1(%s)", uuid.uuid4())


def ownerless(copy):
    """Rows of nobody, in every table that has owners."""
    tables = [row[0] for row in copy.postgres.execute(
        "select attrelid::regclass::text from pg_attribute a join pg_class c on c.oid = attrelid"
        " where relnamespace = 'crier'::regnamespace and relkind = 'r' and attname = 'region_id' order by 1")]
    assert len(tables) > 25
    through = []
    for table in tables:
        came = refusal(copy.postgres, f"insert into {table} (region_id) values (null)")
        assert came in ("23502", "428C9") or copy.is_mutated, (table, came)
        if copy.postgres.execute(
                f"select exists (select from {table} t where t.region_id <> all (array(select region_id from"
                " crier.region) || '00000000-0000-0000-0000-000000000000'::uuid))").fetchone()[0]:
            through.append(f"orphans in {table}")
    through += [table for table, in copy.postgres.execute(
        "select attrelid::regclass::text from pg_attribute a join pg_class c on c.oid = attrelid where relkind = 'r'"
        " and relnamespace = 'crier'::regnamespace and attname = 'region_id' and not attnotnull")]
    with copy.postgres.transaction(force_rollback=True):
        if refusal(copy.postgres, "insert into crier.event (epoch, region_id, login, verb, kind, item_id, commitment)"
                   " values (gen_random_uuid(), null, 'x', 'x', 'x', gen_random_uuid(), sha256(''))") is None:
            through.append("an event of nobody")
    return through + copy.check("0008")


TRACES = [
    Pitfall(37, "audit that is forged", forged, events_are_written, (
        f"{GIVEN} grant insert on crier.event to crier_agent; create policy forged on crier.event for insert"
        " to crier_agent with check (true)",
        "grant update on crier.event to crier_coordinator; drop trigger append_only on crier.event;"
        " create policy forged on crier.event for update to crier_coordinator using (true) with check (true)")),
    Pitfall(38, "a dump of a part, taken for the whole", partial_dump, whole_dump, (
        "alter table crier.post disable row level security",)),
    Pitfall(39, "errors that show values", errors, errors_say_enough, (
        """create or replace function sync.verifier_get_v1(member uuid) returns jsonb language plpgsql stable
        security definer set search_path = '' as $$ begin raise exception 'not yours' using detail =
        (select m.name from crier.member m where m.member_id = member); end $$;
        alter function sync.verifier_get_v1(uuid) owner to postgres""",)),
    Pitfall(40, "a row of no region", ownerless, own_is_read, (
        "alter table crier.event alter region_id drop not null",
        "set session_replication_role = replica; insert into crier.fan_out (region_id, ancestor_id)"
        " values (gen_random_uuid(), gen_random_uuid())")),
]
