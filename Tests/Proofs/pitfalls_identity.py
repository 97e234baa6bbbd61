"""Pitfalls 33 to 36: who somebody is, and for how long."""

import contextlib
import uuid

import psycopg

from body import until
from pitfall import Pitfall
from pitfalls_rules import doors_work
from town import read, refusal


@contextlib.contextmanager
def third(copy):
    """A third office of this copy alone, whose login may be revoked or dropped; gives its region and login."""
    region = copy.coordinator.execute(
        "with r as (insert into crier.region (region_id, parent_id, name, zone, languages, activity_id)"
        " select gen_random_uuid(), admin.root(), 'Third', 'Europe/London', '{en}', gen_random_uuid()"
        " returning region_id) select region_id, admin.region_made_v1(region_id) from r").fetchone()[0]
    login = copy.coordinator.execute("select admin.login_create_v1(%s, sha256(''))", [region]).fetchone()[0]
    try:
        yield region, login
    finally:
        copy.postgres.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = %s", [login])
        copy.postgres.execute(f"drop role if exists {login}")


def says_it_is(copy):
    """Every setting that somebody might read a name from, another's certificate, and a login made anew."""
    quay, through = copy.quay, []
    with copy.connect(copy.harbour.login, options=f"-c crier.region_id={quay.region}") as liar:
        for name in ("app.region", "app.tenant", "app.tenant_id", "crier.region", "crier.region_id", "crier.me",
                     "request.jwt.claims", "my.region", "application_name"):
            liar.execute("select set_config(%s, %s, false)", [name, str(quay.region)])
        if liar.execute("select sync.me()").fetchone()[0] != copy.harbour.region:
            through.append("by a setting")
    cluster = copy.town.cluster
    for login, more in ((quay.login, {"sslmode": "verify-full", "sslcert": str(copy.harbour.certificate),
                                      "sslkey": str(copy.harbour.key)}),
                        (quay.login, {"sslmode": "require", "sslcert": "none"}), (quay.login, {"sslmode": "disable"}),
                        (copy.harbour.login, {"sslmode": "disable"}), ("postgres", {"sslmode": "require"})):
        try:
            psycopg.connect(host="localhost", port=cluster.port, dbname=copy.name, user=login,
                            sslrootcert=cluster.env["CA"], **more).close()
            through.append(f"{login} by {more}")
        except psycopg.OperationalError:
            pass
    with third(copy) as (region, login):
        assert copy.login(login).execute("select sync.me()").fetchone()[0] == region
        copy.open.pop(login).close()
        copy.postgres.execute(f"drop role {login}; create role {login} login in role crier_agent")
        came = refusal(copy.login(login), "select sync.me()")
        copy.open.pop(login).close()
        assert came in (None, "CR003"), came
        return through + ([] if came else ["by a name"])


def is_itself(copy):
    return copy.b.execute("select sync.me()").fetchone()[0] == copy.quay.region


def pushes_by(connection, agent):
    return read(connection, "select received from sync.push_v1(%s, 1, false, 1, array[gen_random_uuid()], '{late}',"
                " array[%s::bytea])", agent, bytes(64))


def races(copy):
    """A transaction that began while the login was a region's; and a login that becomes another region's."""
    with third(copy) as (region, login):
        moved = refusal(copy.coordinator, "update crier.login set region_id = %s where region_id = %s",
                        copy.quay.region, region)
        assert moved in ("42501", None), moved
        agent, other = uuid.uuid4(), uuid.uuid4()
        before, after = copy.connect(login), copy.connect(login)
        for connection, name in ((before, agent), (after, other)):
            connection.execute("select sync.hello_v1(%s, 1, 1)", [name])
        before.execute("begin isolation level repeatable read")
        before.execute("select sync.me()")
        copy.coordinator.execute("select admin.login_revoke_v1(%s)", [region])
        later = pushes_by(after, other)
        for _ in range(2):
            copy.coordinator.execute("select admin.login_terminate_v1(%s)", [region])
        with contextlib.suppress(psycopg.Error):
            pushes_by(before, agent)
            before.execute("commit")
        kept = copy.postgres.execute("select count(*) from crier.activity where body = 'late' and region_id = %s",
                                     [region]).fetchone()[0]
        before.close()
        after.close()
    return ([] if moved else ["moved"]) + ([] if "refused" in later else ["a statement after"]) + (
        [f"{kept} acts"] if kept else [])


def third_pushes(copy):
    with third(copy) as (_, login), copy.connect(login) as connection:
        agent = uuid.uuid4()
        connection.execute("select sync.hello_v1(%s, 1, 1)", [agent])
        return pushes_by(connection, agent) == "(1,)"


def revoked(copy):
    """Sessions that are open when a login is revoked: nothing at the next statement, and soon no session."""
    through = []
    with third(copy) as (region, login):
        live = copy.connect(login)
        assert live.execute("select sync.me()").fetchone()[0] == region
        ended = copy.coordinator.execute("select admin.login_revoke_v1(%s)", [region]).fetchone()[0]
        assert ended == 1
        if refusal(live, "select sync.me()") not in ("CR003", "42501"):
            through.append("the next statement")
        copy.coordinator.execute("select admin.login_terminate_v1(%s)", [region])
        if not copy.is_mutated:
            until(lambda: copy.coordinator.execute("select admin.login_terminate_v1(%s)", [region]).fetchone()[0] == 0,
                  20, "nobody is left")
        if refusal(live, "select 1") is None:
            through.append("the session")
        try:
            copy.connect(login).close()
            through.append("a new session")
        except psycopg.OperationalError:
            pass
        live.close()
    return through


# What the routines that offices call may write, by column; INSERT alone is the whole of a row, which stays as it is.
WRITES = {
    "activity": "INSERT", "agent": "INSERT agent_id bell incarnation protocol region_id UPDATE bell common_cursor"
    " last_pull_at last_push_at last_restrictive last_sequence protocol region_cursor",
    "credential": "INSERT", "feed": "INSERT item_id kind n owner_region_id region_id version",
    "feed_head": "UPDATE head",
    "inbox": "INSERT activity_id region_id restrictive", "media": "INSERT content_type height octets region_id sha256"
    " width UPDATE complete content_type height octets stored_at width", "media_chunk": "INSERT",
    "member": "UPDATE changed_at public_key version",
    "verifier": "UPDATE changed_at code_sha256 code_until failures sealed_key verifier"}


def columns(copy):
    """Columns that the routines of offices may write, beyond those that they need."""
    found = {table: rights for table, rights in copy.postgres.execute(
        """select r.relname, string_agg(r.name || ' ' || r.columns, ' ' order by r.name) from (
             select c.relname, p.name, string_agg(a.attname, ' ' order by a.attname) as columns
             from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
             cross join unnest('{INSERT,UPDATE}'::text[]) p (name)
             where c.relnamespace = 'crier'::regnamespace and c.relkind in ('r', 'p', 'v')
               and has_column_privilege('crier_sync', c.oid, a.attnum, p.name)
             group by 1, 2) r group by 1""")}
    assert copy.is_mutated or found.keys() == WRITES.keys(), found.keys() ^ WRITES.keys()
    wider = [f"{table}: {rights}" for table, rights in found.items()
             if rights != WRITES.get(table) and not (WRITES.get(table) == "INSERT" and "UPDATE" not in rights)]
    updates = copy.postgres.execute(
        "select count(*) from pg_attribute a where attname = 'region_id' and attrelid in (select oid from pg_class"
        " where relnamespace = 'crier'::regnamespace)"
        " and has_column_privilege('crier_sync', attrelid, attnum, 'update')"
    ).fetchone()[0]
    return wider + ([f"{updates} owners may change"] if updates else [])


ME = """create or replace function sync.me() returns uuid language plpgsql stable security definer set search_path = ''
as $$ begin return {}; end $$"""

NOBODY_ENDS = ("create or replace function admin.login_terminate_v1(region uuid) returns integer language sql"
               " as 'select 0'")

IDENTITY = [
    Pitfall(33, "a name that a client may say itself", says_it_is, is_itself, (
        ME.format("coalesce(nullif(current_setting('crier.region_id', true), '')::uuid,"
                  " (select region_id from crier.login where login_name = session_user))"),
        ME.format("(select region_id from crier.login where login_name = session_user)"))),
    Pitfall(34, "a membership that changes while it is asked for", races, third_pushes, (
        """create or replace function admin.login_revoke_v1(region uuid, keep text default null) returns integer
        language plpgsql security definer set search_path = '' as $$ begin
        delete from crier.login l where l.region_id = login_revoke_v1.region; return 1; end $$;
        """ + NOBODY_ENDS,
        "grant update (region_id) on crier.login to crier_coordinator;"
        " create policy moves on crier.login for update to crier_coordinator using (true) with check (true)")),
    Pitfall(35, "a session that outlives its login", revoked, third_pushes, (
        """create or replace function admin.login_revoke_v1(region uuid, keep text default null) returns integer
        language plpgsql security definer set search_path = '' as $$ begin
        execute (select format('alter role %I nologin', l.login_name) from crier.login l
        where l.region_id = login_revoke_v1.region); return 1; end $$""",
        NOBODY_ENDS)),
    Pitfall(36, "columns, which rules do not know", columns, doors_work, (
        "grant update (region_id) on crier.agent to crier_sync", "grant update (state) on crier.post to crier_sync")),
]
