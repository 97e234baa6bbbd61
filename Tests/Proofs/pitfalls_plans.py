"""Pitfalls 17 to 25: what rules cost, what plans and errors of the server's own tell, and plans kept for another."""

from pitfall import Pitfall
from pitfalls_keys import GIVEN
from pitfalls_rules import own_is_read, told_of_others
from town import KINDS, got_through, harvest, leaks, plants, read

MANY = 3000


def calls_for(copy, login, sql, count):
    """How often a function of rules is asked while a statement runs, or how many rows of a table are looked at; from
    the server's own counters."""
    copy.postgres.execute(f"alter database {copy.name} set track_functions = 'all'")
    before = count(copy)
    with copy.connect(login) as fresh:
        fresh.execute(sql).fetchall()
        fresh.execute("select pg_stat_force_next_flush()")
    return count(copy) - before


def asked(copy):
    return copy.postgres.execute(
        "select coalesce(sum(calls), 0) from pg_stat_user_functions where funcname in ('me', 'readable', 'around')"
    ).fetchone()[0]


def looked_at(copy):
    return copy.postgres.execute(
        "select sum(seq_tup_read + idx_tup_fetch) from pg_stat_user_tables where relname = 'member'").fetchone()[0]


def fills(copy, region):
    """Many members of a region: whoever looks at all of them shows it."""
    copy.postgres.execute(
        "insert into crier.member (region_id, member_id, name, activity_id)"
        " select %s, gen_random_uuid(), 'Many', gen_random_uuid() from generate_series(1, %s)", [region, MANY])
    copy.postgres.execute("analyze crier.member")


SNAPSHOT = "select * from sync.snapshot_v1('member', null, 1000)"


def once_a_statement(copy):
    fills(copy, copy.harbour.region)
    calls = calls_for(copy, copy.harbour.login, SNAPSHOT, asked)
    assert calls > 0, "the counters count"
    return copy.check("0003") + ([f"asked {calls} times"] if calls > MANY / 4 else [])


def reads_by_index(copy):
    """What the other has must cost the attacker nothing: its rows are not looked at, only to be hidden."""
    fills(copy, copy.quay.region)
    mine = copy.postgres.execute(
        "select count(*) from crier.member where region_id = %s", [copy.harbour.region]).fetchone()[0]
    rows = calls_for(copy, copy.harbour.login, "select * from sync.snapshot_v1('member', null, 10)", looked_at)
    assert rows > 0, "the counters count"
    return [f"{rows} rows looked at"] if rows > mine + MANY / 4 else []


def members_come(copy):
    return len(copy.a.execute(SNAPSHOT).fetchall()) > 0


def rules_by_region(copy):
    """Rules that name a region, or whose number grows with the regions."""
    def number():
        return copy.postgres.execute("select count(*) from pg_policy").fetchone()[0]
    named = [row[0] for row in copy.postgres.execute(
        "select polname || ' on ' || polrelid::regclass from pg_policy"
        " where concat(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))"
        " ~ '[1-9a-f][0-9a-f]{7}-[0-9a-f]{4}-'")]
    before = number()
    copy.coordinator.execute(
        "with r as (insert into crier.region (region_id, parent_id, name, zone, languages, activity_id)"
        " select gen_random_uuid(), admin.root(), 'New', 'Europe/London', '{en}', gen_random_uuid()"
        " returning region_id) select admin.region_made_v1(region_id) from r")
    return copy.check("0002") + named + (["a rule more"] if number() > before else [])


def explained(copy):
    tables = copy.tables()
    return got_through(copy, [f"explain select * from {table} where region_id = '{copy.quay.region}'"
                              for table in tables] + [f"explain delete from {table}" for table in tables])


def analyzed(copy):
    """EXPLAIN ANALYZE; and all that the server can be made to tell the client of the plans inside our routines."""
    tables = copy.tables()
    through = got_through(copy, [f"explain (analyze, verbose, buffers) select * from {table}" for table in tables]
                          + ["load 'auto_explain'", "set session_preload_libraries = 'auto_explain'",
                             "set log_min_messages = 'debug5'"])
    plants(copy)
    told = []
    with copy.connect(copy.harbour.login) as loud:
        loud.add_notice_handler(lambda notice: told.append(f"{notice.message_primary} {notice.message_detail}"))
        for name in ("debug_print_plan", "debug_print_parse", "debug_print_rewritten", "debug_pretty_print"):
            loud.execute(f"set {name} = on")
        loud.execute("set client_min_messages = 'debug5'")
        harvest(copy, loud, copy.harbour)
        read(loud, "select sync.media_get_v1(%s, %s, 0)", copy.quay.region, copy.quay.image)
    assert len(told) > 50, "the server tells of its plans"
    return through + leaks(copy, "\n".join(told))


def own_calls_explained(copy):
    return "Function Scan" in read(copy.a, "explain analyze select * from sync.snapshot_v1('post', null, 9)")


FILTERED = [
    f"select r.item_id from (select sync.hello_v1(%s, 1, 1) ->> 'epoch' as epoch) h cross join lateral {rows} r"
    " where 1 / (case when r.body::text like %s then 0 else 1 end) = 1"
    for rows in ("sync.pull_v1('region', h.epoch::uuid, 0, 1000)", "sync.snapshot_v1('post', null, 1000)")]


def leaky(copy):
    """An error or a notice for each row that a filter of the attacker's sees; and functions of its own."""
    plants(copy)
    known = read(copy.a, "select 1 / (case when %s then 0 else 1 end)", True)
    assert "22012" in known, known
    came = []
    for rows in FILTERED:
        seen = read(copy.a, rows, copy.harbour.agent, f"%{copy.quay.canary}%")
        came += [seen] if "22012" in seen else []
    marked = [row[0] for row in copy.postgres.execute(
        "select oid::regprocedure::text from pg_proc where proleakproof"
        " and pronamespace::regnamespace::text in ('crier', 'sync', 'admin', 'audit')")]
    return came + marked + got_through(copy, [
        f"create {replace}function {schema}.f_leak(text) returns boolean cost 0.01 language {language} as ''"
        for replace in ("", "or replace ") for schema in ("sync", "crier", "public", "pg_temp")
        for language in ("sql", "plpgsql")])


def own_rows_filtered(copy):
    return all("22012" in read(copy.b, rows, copy.quay.agent, f"%{copy.quay.canary}%") for rows in FILTERED)


def kept_plans(copy):
    """A pool that lends one connection to two logins: what was planned for one must not answer the other. Nobody but a
    superuser can make it, and no office may."""
    through = got_through(copy, [
        f"set session authorization {copy.quay.login}", "set role crier_sync", "set role crier_owner",
        f"set role {copy.quay.login}", f"select set_config('role', '{copy.quay.login}', false)",
        f"set session authorization {copy.town.one('select current_user')}"])
    with copy.town.superuser(copy.name) as pool:
        pool.prepare_threshold = 0
        for office, other in ((copy.harbour, copy.quay), (copy.quay, copy.harbour), (copy.harbour, copy.quay)):
            pool.execute(f"set session authorization {office.login}")
            for _ in range(7):
                told = "".join(read(pool, "select s::text from sync.snapshot_v1(%s, null, 1000) s", kind)
                               for kind in KINDS)
                if other.canary in told or office.canary not in told:
                    return [*through, f"{other.name}'s instead of {office.name}'s"]
    return through


def merged(copy):
    """MERGE, which passed rules by in older servers."""
    values = f"(values ('{copy.quay.post}'::uuid)) v (id)"
    return got_through(copy, [
        f"merge into crier.post p using {values} on p.post_id = v.id when matched then update set reason = 'merged'",
        f"merge into crier.post p using {values} on p.post_id = v.id when matched then delete"])


def coordinator_changes(copy):
    with copy.coordinator.transaction(force_rollback=True):
        return copy.coordinator.execute(
            f"merge into crier.post p using (values ('{copy.quay.post}'::uuid)) v (id) on p.post_id = v.id"
            " when matched then update set reason = 'merged'").rowcount == 1


OPEN = "create policy {} on crier.post for select to crier_sync using (true)"

PLANS = [
    Pitfall(17, "a rule that asks a function for every row", once_a_statement, members_come, (
        "drop policy sync_select on crier.member; create policy sync_select on crier.member for select to crier_sync"
        " using (region_id = any (sync.readable()))",)),
    Pitfall(18, "a rule that no index serves", reads_by_index, members_come, (
        """do $do$ begin execute replace(pg_get_functiondef('sync.snapshot_v1(text, uuid, integer)'::regprocedure),
        $$then 'i.region_id = $1'$$, $$then '$1 is not null and $2 is not null and $3 is not null'$$); end $do$""",)),
    Pitfall(19, "a rule for each region", rules_by_region, members_come, (
        "do $$ begin execute format('create policy one on crier.post for select to crier_dba using (region_id = %L)',"
        " (select region_id from crier.region limit 1)); end $$",)),
    Pitfall(20, "two rules, of which the wider holds",
            lambda copy: copy.check("0002") + told_of_others(copy), own_is_read, (OPEN.format("second"),)),
    Pitfall(21, "what EXPLAIN estimates of hidden rows", explained, own_calls_explained, (
        f"{GIVEN} grant select on crier.post to crier_agent",)),
    Pitfall(22, "what EXPLAIN ANALYZE and debugging tell of hidden rows", analyzed, own_calls_explained, (
        f"{GIVEN} grant select on crier.post to crier_agent",
        """create function crier.talks() returns trigger language plpgsql as $$
           begin raise debug '%', (select string_agg(name, ' ') from crier.region); return new; end $$;
        create trigger talks before update on crier.agent for each row execute function crier.talks();
        alter function crier.talks() security definer""")),
    Pitfall(23, "a filter that talks of each row it sees", leaky, own_rows_filtered, (
        OPEN.format("hole"), "alter function crier.delivery_item(crier.delivery) leakproof")),
    Pitfall(24, "a plan kept for another login", kept_plans, own_is_read, (
        "alter function sync.me() immutable",)),
    Pitfall(25, "MERGE past the rules", merged, coordinator_changes, (
        f"{GIVEN} grant select, update on crier.post to crier_agent;"
        " create policy merged on crier.post to crier_agent using (true) with check (true)",)),
]
