"""Pitfalls 26 to 32: what one server has for all of its logins."""

import uuid

from body import until
from pitfall import Pitfall
from pitfalls_keys import GIVEN, coordinator_plants
from pitfalls_rules import doors_work
from rig import Trouble
from town import got_through, harvest, leaks, read, refusal

FIRST, SECOND = 700_000_001, 700_004_711


def numbers(copy):
    """Two of the attacker's rulings, between which others had many; and the sequences themselves."""
    for number in (FIRST, SECOND):
        copy.postgres.execute(
            "with a as (insert into crier.activity (region_id, activity_id, agent_id, incarnation, restrictive,"
            " sequence, body, body_sha256, signature, login) values (%(region)s, gen_random_uuid(), gen_random_uuid(),"
            " 1, false, 1, '', sha256(''), %(signature)s, 'x') returning region_id, activity_id), r as ("
            " insert into crier.ruling (region_id, activity_id, ruling_no, verdict) select region_id, activity_id,"
            " %(number)s, 'accepted' from a where not exists (select from crier.ruling where ruling_no = %(number)s)"
            " returning region_id, activity_id)"
            " select admin.feed_write_v1(jsonb_build_array(jsonb_build_object('kind', 'ruling',"
            " 'owner_region_id', region_id, 'item_id', activity_id, 'version', 1))) from r",
            {"region": copy.harbour.region, "signature": bytes(64), "number": number})
    told = harvest(copy, copy.a, copy.harbour)
    sequences = [row[0] for row in copy.a.execute("select oid::regclass::text from pg_class where relkind = 'S'")]
    assert sequences
    shown = copy.a.execute("select count(*) from pg_sequences where last_value is not null").fetchone()[0]
    return ([f"ruling {number}" for number in (FIRST, SECOND) if str(number) in told]
            + ([f"{shown} sequences"] if shown else [])
            + got_through(copy, [sql.format(name) for name in sequences for sql in (
                "select last_value from {}", "select nextval('{}')", "select pg_sequence_last_value('{}')")]))


def rulings_come(copy):
    return len(copy.a.execute("select * from sync.snapshot_v1('ruling', null, 10)").fetchall()) > 0


# Made of catalogues that are read themselves; they take seconds.
SLOW = {f"information_schema.{name}" for name in ("columns", "data_type_privileges", "element_types", "parameters")}


def catalogues(copy):
    """All that every login may read, whole; no more of it than elsewhere in this cluster."""
    copy.postgres.execute("analyze")
    listing = ("select c.oid::regclass::text from pg_class c where c.relkind in ('r', 'v', 'p', 'm', 'f')"
               " and has_schema_privilege(c.relnamespace, 'usage') and has_any_column_privilege(c.oid, 'select')")
    mine = {row[0] for row in copy.a.execute(listing)}
    with copy.town.superuser("postgres") as elsewhere:
        elsewhere.execute(f"set session authorization {copy.harbour.login}")
        public = {row[0] for row in elsewhere.execute(listing)}
    assert len(mine) > 100
    told = "".join(read(copy.a, f"select t::text from {name} t") for name in sorted(mine - SLOW))
    assert copy.harbour.login in told, "it was read"
    roles = [row[0] for row in copy.a.execute("select rolname from pg_roles where rolname ~ '^r_'")]
    return sorted(mine - public) + leaks(copy, told) + [role for role in roles if len(role) != 26]


def statistics_stand(copy):
    """What must not be told is there to be told."""
    return copy.quay.canary in read(copy.postgres, "select * from pg_stats where schemaname = 'crier'")


def bells(copy):
    """Listens to every name that can be made of what the attacker may know, and makes noise on all of them."""
    quay, names = copy.quay, set()
    with copy.connect(quay.login) as office, copy.connect(copy.harbour.login) as listener:
        own = office.execute("select sync.hello_v1(%s, 1, 1) ->> 'bell'", [quay.agent]).fetchone()[0]
        office.execute("select sync.seen_v1(%s, 1, 0, 0)", [quay.agent])
        office.execute(f"listen {own}")
        for known in (quay.region, quay.agent, quay.member, quay.channel, quay.post, quay.login, quay.name, "bell"):
            word = str(known)
            names |= {word, f"crier_{word}", f"crier_{word.replace('-', '')}", f"r_{word}"}
        for name in names:
            listener.execute(f'listen "{name}"')
            listener.execute(f"""notify "{name}", '{"x" * 1000}'""")
        told = harvest(copy, copy.a, copy.harbour) + read(
            copy.a, "select * from pg_stat_activity, pg_listening_channels()")
        list(listener.notifies(timeout=0.1, stop_after=len(names)))
        through = [bell.channel for bell in office.notifies(timeout=0.2, stop_after=1)]
        rung = copy.coordinator.execute("select admin.bell_v1(array[%s::uuid])", [quay.region]).fetchone()[0]
        assert rung > 0
        heard = list(office.notifies(timeout=20, stop_after=1))
        assert through or [(bell.channel, bell.payload) for bell in heard] == [(own, "")], "whose bell it is, hears it"
        through += [bell.channel for bell in listener.notifies(timeout=0.2, stop_after=1)]
    return through + ([own] if own in told else [])


def locks(copy):
    functions = {"lock": "(1)", "xact_lock": "(4711001)", "lock_shared": "(1, 1)", "xact_lock_shared": "(2)",
                 "unlock": "(1)", "unlock_shared": "(1)"}
    calls = [f"select pg_{trial}advisory_{name}{keys}" for name, keys in functions.items() for trial in ("", "try_")
             if not (trial and "unlock" in name)]
    return got_through(copy, [*calls, "select pg_advisory_unlock_all()"])


def coordinator_locks(copy):
    return copy.coordinator.execute("select pg_try_advisory_xact_lock(4711001)").fetchone()[0]


def storage(copy):
    return got_through(copy, [
        "select lo_create(0)", "select lo_from_bytea(0, 'x')", "select lo_creat(-1)", "select lo_import('/etc/passwd')",
        "create temporary table t ()", "create temporary view v as select 1", "create temporary sequence s",
        "select 1 as one into temporary t", "create unlogged table public.t ()", "create schema mine",
        "create table sync.t ()", "create type sync.t as enum ('x')", "create extension pgcrypto schema sync",
        f"create database d{uuid.uuid4().hex}", "do $$ begin end $$", "copy (select 1) to '/tmp/x'",
        "create publication p", "create subscription s connection '' publication p",
        "create event trigger e on ddl_command_start execute function f()", "alter system set work_mem = '1GB'",
        "alter database postgres set work_mem = '1GB'", "checkpoint"])


def superuser_stores(copy):
    return refusal(copy.postgres, "select lo_unlink(lo_create(0))") is None


def lingers(copy):
    """A transaction without limits that holds what it can; others go on, and it is ended."""
    with copy.connect(copy.harbour.login) as idle:
        agent = uuid.uuid4()
        for name in ("idle_in_transaction_session_timeout", "statement_timeout", "lock_timeout",
                     "idle_session_timeout", "tcp_user_timeout"):
            idle.execute(f"set {name} = 0")
        idle.execute("begin isolation level serializable")
        idle.execute("select sync.hello_v1(%s, 1, 1)", [agent])
        idle.execute("select sync.push_v1(%s, 1, false, 1, array[gen_random_uuid()], '{x}', array[%s::bytea])",
                     [agent, bytes(64)])
        copy.b.execute("set statement_timeout = '20s'")
        assert copy.quay.canary in harvest(copy, copy.b, copy.quay), "others go on"
        copy.coordinator.execute("select admin.login_watch_v1('0 seconds')")
        try:
            until(lambda: refusal(idle, "select 1") is not None, 1 if copy.is_mutated else 20, "it is ended")
        except Trouble:
            return ["it stands"]
        return []


def young_ones_stand(copy):
    """The watch ends what is old, and nobody who holds nothing."""
    copy.a.execute("begin")
    ended = copy.coordinator.execute("select admin.login_watch_v1('1 hour')").fetchone()[0]
    copy.a.execute("commit")
    return ended == 0 and refusal(copy.a, "select 1") is None


def beside_rows(copy):
    """Rights that rules do not bind."""
    return copy.check("0009") + got_through(copy, [
        sql.format(table) for table in copy.tables() for sql in (
            "truncate {}", "create trigger t before insert on {} for each row execute function suppress_redundant"
            "_updates_trigger()", "create rule r as on insert to {} do instead nothing",
            "alter table {} disable trigger all", "alter table {} disable row level security",
            "drop table {}", "create index on {} ((1))",
            "create policy p on {} using (true)")])


WATCH = ("create or replace function admin.login_watch_v1(older_than interval) returns integer language sql"
         " as 'select 0'")
OF_QUAY = "(select l.login_name from crier.login l join crier.region r using (region_id) where r.name ~ '^Quay')"

SERVER = [
    Pitfall(26, "a number that runs for all", numbers, rulings_come, (
        "create or replace function crier.ruling_item(item crier.ruling) returns jsonb language sql stable"
        " return to_jsonb(item)", f"{GIVEN} grant select on all sequences in schema crier to crier_agent")),
    Pitfall(27, "what catalogues and statistics tell", catalogues, statistics_stand, (
        "grant select on pg_catalog.pg_statistic to public",
        f"do $$ begin execute format('alter role %I set search_path = %L', {OF_QUAY},"
        " (select name from crier.region where name ~ '^Quay')); end $$"),
        undo="do $$ declare r name; begin for r in select setrole::regrole::text from pg_db_role_setting"
        " where setconfig::text ~ 'search_path=' and setrole::regrole::text ~ '^r_' loop"
        " execute format('alter role %I reset search_path', r); end loop; end $$"),
    Pitfall(28, "a bell that others hear or ring", bells, doors_work, (
        "do $$ begin execute replace(pg_get_functiondef('sync.hello_v1(uuid, integer, integer)'::regprocedure),"
        " 'gen_random_uuid()::text', 'mine::text'); end $$",)),
    Pitfall(29, "advisory locks, which are everybody's", locks, coordinator_locks, (
        "grant execute on function pg_advisory_xact_lock(bigint) to public",)),
    Pitfall(30, "large objects, temporary tables, and other places to write", storage, superuser_stores, (
        "grant execute on function lo_create(oid) to public",
        "do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$",
        "grant usage on language plpgsql to public")),
    Pitfall(31, "time limits that a login lifts for itself", lingers, young_ones_stand, (WATCH,)),
    Pitfall(32, "TRUNCATE, REFERENCES, TRIGGER", beside_rows, coordinator_plants, (
        f"{GIVEN} grant truncate on crier.feed to crier_agent", "grant trigger on crier.post to crier_coordinator")),
]
