"""Pitfalls 1 to 8: who passes row-level rules by, and through which door."""

from pitfall import Pitfall
from town import got_through, harvest, leaks, plants, read, refusal

# What an office's login may call of ours.
DOORS = [
    "credential_put_v1", "hello_v1", "me", "media_done_v1", "media_get_v1", "media_open_v1", "media_put_v1", "pull_v1",
    "push_v1", "readable", "seen_v1", "snapshot_size_v1", "snapshot_v1", "verifier_get_v1", "verifier_put_v1"]
OWNERS_OWN = {"crier.applied", "crier.migration"}  # what the migrator keeps of itself


def owner_reads(copy):
    """A DBA's own login, which has all the rights of the tables' owner."""
    copy.postgres.execute("drop role if exists dba_of_tables; create role dba_of_tables login in role crier_owner")
    try:
        dba = copy.login("dba_of_tables")
        seen = [table for table in copy.tables() if table not in OWNERS_OWN
                and dba.execute(f"select exists (select from {table})").fetchone()[0]]
    finally:
        copy.open.pop("dba_of_tables").close()
        copy.postgres.execute("drop role dba_of_tables")
    return seen


def coordinator_reads(copy):
    return copy.coordinator.execute("select exists (select from crier.post)").fetchone()[0]


def told_of_others(copy):
    """Its feed names what is another's: the rules decide, not the routine."""
    plants(copy)
    return leaks(copy, harvest(copy, copy.a, copy.harbour))


def own_is_read(copy):
    """Each office reads its own, by the same calls."""
    return all(office.canary in harvest(copy, login, office)
               for login, office in ((copy.a, copy.harbour), (copy.b, copy.quay)))


def views(copy):
    """Every view, for the attacker; and a new one, made as people make them, for the lint."""
    names = [row[0] for row in copy.a.execute(
        "select c.oid::regclass::text from pg_class c where c.relkind = 'v'"
        " and c.relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema')")]
    assert len(names) > 5, names
    return copy.check("0004") + got_through(copy, [f"select * from {name}" for name in names])


def auditor_reads(copy):
    copy.postgres.execute("drop role if exists town_auditor; create role town_auditor login in role crier_auditor")
    try:
        return copy.quay.canary in read(copy.login("town_auditor"), "select * from audit.post")
    finally:
        copy.open.pop("town_auditor").close()
        copy.postgres.execute("drop role town_auditor")


def ruleless(copy):
    """Materialized views and foreign tables know no rules."""
    names = [row[0] for row in copy.a.execute(
        "select c.oid::regclass::text from pg_class c where c.relkind in ('m', 'f')")]
    return copy.check("0004") + got_through(copy, [f"select * from {name}" for name in names])


def every_door(copy):
    """Every routine with the other's ids."""
    plants(copy)
    b = copy.quay
    told = harvest(copy, copy.a, copy.harbour)
    refused = {
        "image": ("select sync.media_get_v1(%s, %s, 0)", b.region, b.image),
        "verifier": ("select sync.verifier_get_v1(%s)", b.member),
        "code": ("select sync.verifier_put_v1(%s, sha256(''), 'x', 'x', sha256(''))", b.member),
        "credential": ("select sync.credential_put_v1(%s, 'k', 'x')", b.channel),
        "push": ("select sync.push_v1(%s, 1, false, 1, array[gen_random_uuid()], '{x}', array[%s::bytea])",
                 b.agent, bytes(64)),
        "seen": ("select sync.seen_v1(%s, 1, 1, 1)", b.agent)}
    through = [what for what, (sql, *values) in refused.items() if refusal(copy.a, sql, *values) is None]
    return leaks(copy, told) + through


def doors_open(copy):
    b = copy.quay
    return own_is_read(copy) and None is (
        refusal(copy.b, "select sync.media_get_v1(%s, %s, 0)", b.region, b.image)
        or refusal(copy.b, "select sync.verifier_get_v1(%s)", b.member)
        or refusal(copy.b, "select sync.seen_v1(%s, 1, 0, 0)", b.agent))


def twins(copy):
    """Tables of the attacker's own under the names of ours, before ours on its search path."""
    for sql in ("create temporary table login (region_id uuid, login regrole, login_name name)",
                "create temporary table post (like pg_class)", "create schema mine", "create table public.login ()",
                "create function pg_temp.now() returns timestamptz language sql return null"):
        came = refusal(copy.a, sql)
        assert came in ("42501", "3F000") or copy.is_mutated, (sql, came)
        if came is None and " login (" in sql:
            copy.a.execute("insert into login values (%s, session_user::regrole, session_user)", [copy.quay.region])
            copy.a.execute("grant all on login to public")
    copy.a.execute("set search_path = pg_temp, crier, sync, public")
    return [] if copy.a.execute("select sync.me()").fetchone()[0] == copy.harbour.region else ["another's name"]


def temporary_for_others(copy):
    return refusal(copy.postgres, "create temporary table login ()") is None


def new_functions(copy):
    """What somebody adds tomorrow, without a thought of whom it is for; and all that may be called today."""
    copy.postgres.execute(
        "set role crier_owner; create function sync.fresh() returns bigint language sql return 1; reset role")
    through = got_through(copy, ["select sync.fresh()"])
    names = [row[0] for row in copy.a.execute(
        "select p.proname from pg_proc p where p.pronamespace::regnamespace::text not in ('pg_catalog',"
        " 'information_schema') and has_function_privilege(p.oid, 'execute') order by 1")]
    more = [name for name in names if name not in DOORS]
    assert copy.is_mutated or names == DOORS, names
    return through + more + catalogue_functions(copy)


def catalogue_functions(copy):
    """What this login may call of PostgreSQL's own, though PUBLIC elsewhere in this cluster may not."""
    listing = ("select p.oid::regprocedure::text from pg_proc p where p.pronamespace = 'pg_catalog'::regnamespace"
               " and has_function_privilege(%s, p.oid, 'execute')")
    mine = {row[0] for row in copy.a.execute(listing, [copy.harbour.login])}
    with copy.town.superuser("postgres") as elsewhere:
        public = {row[0] for row in elsewhere.execute(listing, [copy.harbour.login])}
    closed = {name for name in public if "advisory" in name and "lock" in name or name.startswith(("lo_", "lo"))
              and name.split("(")[0] in LARGE_OBJECTS}
    assert len(closed) > 30
    return sorted(mine - (public - closed))


LARGE_OBJECTS = {
    "lo_close", "lo_creat", "lo_create", "lo_export", "lo_from_bytea", "lo_get", "lo_import", "lo_lseek", "lo_lseek64",
    "lo_open", "lo_put", "lo_tell", "lo_tell64", "lo_truncate", "lo_truncate64", "lo_unlink", "loread", "lowrite"}


def doors_work(copy):
    return copy.a.execute("select sync.snapshot_size_v1('{post}')").fetchone()[0] > 0


RULES = [
    Pitfall(1, "the owner of a table passes its rules by", lambda copy: copy.check("0001") + owner_reads(copy),
            coordinator_reads, ("alter table crier.post no force row level security",)),
    Pitfall(2, "a service that is superuser, or passes rules by",
            lambda copy: copy.check("0007") + told_of_others(copy), own_is_read,
            ("alter role crier_sync bypassrls",), undo="alter role crier_sync nobypassrls"),
    Pitfall(3, "a table without rules, or whose rules are off", lambda copy: copy.check("0001") + told_of_others(copy),
            own_is_read, ("alter table crier.post disable row level security", "create table crier.bare ()")),
    Pitfall(4, "a view that reads as its owner", views, auditor_reads, (
        "create view sync.posts as select * from crier.post; grant select on sync.posts to crier_agent",)),
    Pitfall(5, "a materialized view or a foreign table", ruleless, auditor_reads, (
        "create materialized view sync.posts as select * from crier.post; grant select on sync.posts to crier_agent",)),
    Pitfall(6, "a routine with the rights of more than its caller", every_door, doors_open, (
        "alter function sync.pull_v1(text, uuid, bigint, integer) owner to postgres",
        "alter function sync.media_get_v1(uuid, bytea, integer) owner to postgres")),
    Pitfall(7, "a routine that looks names up on its caller's path", twins, temporary_for_others, (
        """do $$ begin execute format('grant temporary on database %I to crier_agent', current_database()); end $$;
        create or replace function sync.me() returns uuid language plpgsql stable security definer
        set search_path = crier as
          $$ begin return (select region_id from login where login_name = session_user); end $$
        """,)),
    Pitfall(8, "a new routine that everybody may call", new_functions, doors_work, (
        "alter default privileges for role crier_owner grant execute on functions to public",
        "grant execute on function admin.root() to crier_agent",
        "grant execute on function lo_create(oid) to public")),
]
