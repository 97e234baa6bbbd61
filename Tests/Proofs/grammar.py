"""Random statements that an office's login could send: most of them well-formed, about everything that it can name."""

import uuid
from collections import Counter

from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus, TransactionStatus

CALLS = {
    "hello_v1": "uuid int int", "me": "", "media_done_v1": "bytea", "media_get_v1": "uuid bytea int",
    "media_open_v1": "bytea text bigint int int", "media_put_v1": "bytea int bytea", "mine": "", "around": "",
    "pull_v1": "text uuid bigint int", "push_v1": "uuid int bool bigint uuid[] text[] bytea[]", "readable": "",
    "seeing": "text", "seen_v1": "uuid int bigint bigint", "snapshot_size_v1": "text[]",
    "snapshot_v1": "text uuid int", "verifier_get_v1": "uuid", "verifier_put_v1": "uuid bytea bytea bytea bytea",
    "credential_put_v1": "uuid text bytea"}
FEEDS = ("region", "common")
LEFT_OUT = ("sleep", "generate_", "repeat", "pad", "terminate", "cancel", "_wal", "notify", "logical", "promote")


class Grammar:
    """Statements from one chance; `known` are ids of both offices, as the attacker may have learnt them."""

    def __init__(self, chance, copy):
        self.chance, quay, harbour = chance, copy.quay, copy.harbour
        self.known = [str(one) for office in (quay, harbour) for one in (
            office.region, office.agent, office.member, office.channel, office.post, office.stop, office.activity)]
        self.epoch = copy.postgres.execute("select epoch::text from crier.body").fetchone()[0]
        self.images = [f"\\x{bytes(office.image).hex()}" for office in (quay, harbour)]
        self.kinds = [*quay.items]
        self.tables = copy.tables("rpv")
        self.columns = {table: [row[0] for row in copy.postgres.execute(
            "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0", [table])]
            for table in self.tables}
        self.logins = [quay.login, "crier_sync", "crier_owner", "crier_coordinator", "postgres"]
        self.catalogues = [row[0] for row in copy.a.execute(
            "select c.oid::regclass::text from pg_class c where c.relkind in ('r', 'v')"
            " and c.relnamespace = 'pg_catalog'::regnamespace")]
        self.functions = [tuple(row) for row in copy.a.execute(
            "select p.oid::regproc::text, array(select format_type(t, null) from unnest(p.proargtypes) t)"
            " from pg_proc p where p.prokind = 'f' and p.pronamespace = 'pg_catalog'::regnamespace"
            " and p.pronargs < 4 and has_function_privilege(p.oid, 'execute') and p.proargtypes::oid[] <@"
            " '{uuid,text,int4,int8,bytea,bool,oid,name,regclass,xml,jsonb}'::regtype[]::oid[]")
            if not any(word in row[0] for word in LEFT_OUT)]

    def one(self, *choices):
        return self.chance.choice(choices)

    def some(self, make, most=3):
        return [make() for _ in range(self.chance.randint(1, most))]

    # Values

    def value(self, kind):
        if self.chance.random() < 0.05:
            return "null"
        if kind.endswith("[]"):
            return f"array[{', '.join(self.some(lambda: self.value(kind[:-2])))}]::{kind}"
        return {"uuid": self.id, "bytea": self.bytes, "text": self.word, "name": self.word, "bool": self.truth,
                "boolean": self.truth, "regclass": self.relation, "oid": self.relation, "xml": lambda: "'<a/>'::xml",
                "jsonb": lambda: "'{\"a\": [1]}'::jsonb"}.get(kind, self.number)()

    def id(self):
        chosen = self.one(self.chance.choice(self.known), self.epoch, str(uuid.UUID(int=self.chance.getrandbits(128))),
                          self.chance.choice(self.known), "00000000-0000-0000-0000-000000000000")
        return f"'{chosen}'::uuid"

    def bytes(self):
        return f"'{self.one(*self.images, chr(92) + 'x00', chr(92) + 'x' + 'ab' * 32)}'::bytea"

    def word(self):
        chosen = self.one(*self.kinds, *FEEDS, *self.tables, *self.logins, "x'; select 1 --", "%", "login",
                          "select * from crier.post", self.chance.choice(self.known))
        return "'" + chosen.replace("'", "''") + "'"

    def relation(self):
        return f"to_regclass('{self.one(*self.tables, *self.catalogues)}')"

    def number(self):
        return self.one("0", "1", "1", "2", "9", "1000", "-1", "2147483647", "1001")

    def truth(self):
        return self.one("true", "false")

    # Queries

    def call(self):
        name = self.one(*CALLS, "pull_v1", "snapshot_v1", "pull_v1")
        if name == "pull_v1" and self.chance.random() < 0.7:
            return f"sync.pull_v1('{self.one(*FEEDS)}', '{self.epoch}', {self.one('0', '1', '9')}, 1000)"
        if name == "snapshot_v1" and self.chance.random() < 0.7:
            return f"sync.snapshot_v1('{self.one(*self.kinds)}', {self.one('null', self.id())}, 1000)"
        return f"sync.{name}({', '.join(map(self.value, CALLS[name].split()))})"

    def function(self):
        name, kinds = self.chance.choice(self.functions)
        return f"{name}({', '.join(map(self.value, kinds))})"

    def source(self, depth):
        choice = self.chance.random()
        if choice < 0.55:
            return self.call()
        if choice < 0.75 or depth > 2:
            return self.one(*self.tables, *self.catalogues)
        return self.one(f"({self.query(depth + 1)})", f"lateral ({self.query(depth + 1)})", "(values (1), (2))")

    def query(self, depth=0):
        what = self.one("*", "t::text", "count(*)", "to_jsonb(t)", "max(t::text)", self.call(), self.function(), "xmin",
                        f"({self.value('uuid')}, t)", "string_agg(t::text, '')")
        text = f"select {what} from {self.source(depth)} t"
        if self.chance.random() < 0.2:
            text += f" {self.one('cross join', 'left join lateral', 'natural join')} {self.source(depth)} u"
            text += " on true" if "left join" in text else ""
        if self.chance.random() < 0.3:
            text += " where " + self.one(
                f"t::text like '%{self.one('canary', 'a', 'text')}%'",
                f"1 / nullif(length(t::text), {self.number()}) > 0",
                f"{self.call()} is not null", f"exists ({self.query(depth + 1)})" if depth < 2 else "true")
        if depth < 2 and self.chance.random() < 0.1:
            text += f" {self.one('union all', 'except', 'intersect')} {self.query(depth + 1)}"
        return text + (f" limit {self.one('1', '10', '1000')}" if self.chance.random() < 0.6 else "")

    # Statements

    def change(self):
        table = self.one(*self.tables)
        column, own = self.one(*self.columns[table]), f"region_id = {self.id()}"
        return self.one(
            f"insert into {table} ({column}) values ({self.value('uuid')})", f"insert into {table} {self.query()}",
            f"update {table} set {column} = {self.one('default', 'null', self.value('uuid'), self.value('text'))}",
            f"update {table} set {column} = {self.value('int')} where {own}", f"delete from {table}",
            f"delete from {table} where {own} returning *", f"truncate {table} cascade",
            f"merge into {table} m using (select {self.id()} i) s on m.region_id = s.i when matched then delete",
            f"select * from {table} for update", f"lock {table}", f"copy {table} to stdout",
            f"copy ({self.query()}) to stdout", f"alter table {table} owner to {self.one(*self.logins)}",
            f"drop table {table}", f"grant all on {table} to public", f"create policy p on {table} using (true)")

    def setting(self):
        return self.one(
            f"set role {self.one(*self.logins)}", f"set session authorization {self.one(*self.logins)}", "reset role",
            "set search_path = crier, sync, public", "set row_security = off", "set row_security = on",
            f"set crier.region_id = {self.word()}", "set client_min_messages = debug5", "set debug_print_plan = on",
            "set client_min_messages = notice", "set enable_indexscan = off",
            "set plan_cache_mode = force_generic_plan",
            "set transaction isolation level serializable", "set constraints all deferred", "discard all",
            "set jit_above_cost = 0", "set bytea_output = escape", "set timezone = 'UTC'", "reset all")

    def other(self):
        return self.one(
            f"explain (analyze, verbose) {self.query()}", f"explain {self.change()}", f"prepare p as {self.query()}",
            "execute p", f"declare c cursor with hold for {self.query()}", "fetch all from c", "begin", "commit",
            "rollback", "savepoint s", "rollback to s", f"listen {self.one(*self.logins)}", "notify x, 'y'",
            "unlisten *", f"create temporary table t as {self.query()}", f"create view sync.v as {self.query()}",
            "do $$ begin end $$",
            f"create function sync.f() returns text language sql as $$ {self.query()} $$", "select lo_create(0)",
            f"select {self.call()}", f"select {self.function()}", f"select query_to_xml({self.word()}, true, true, '')",
            f"select * from {self.function()} f", f"values ({self.call()}, {self.function()})",
            f"alter role {self.one(*self.logins)} superuser", "create role r_1", "load 'auto_explain'",
            f"select database_to_xml(true, true, '') from {self.source(3)}"[:60] + " limit 1")

    def statement(self):
        choice = self.chance.random()
        if choice < 0.5:
            return self.query()
        if choice < 0.7:
            return self.change()
        return self.setting() if choice < 0.78 else self.other()


class Fuzzer:
    """Sends them as the attacker and keeps what comes back, rows, errors and notices alike, until it is looked at."""

    def __init__(self, copy, chance):
        self.copy, self.grammar = copy, Grammar(chance, copy)
        self.heard, self.obeyed, self.refused, self.connection = bytearray(), 0, Counter(), None

    def connects(self):
        self.connection = self.copy.connect(self.copy.harbour.login, options="-c statement_timeout=1s")
        self.connection.add_notice_handler(lambda notice: self.hears(f"{notice.message_primary}".encode()))

    def hears(self, piece):
        self.heard += piece or b""
        self.heard += b"\n"

    def sends(self, sql):
        if not self.connection or self.connection.pgconn.status != ConnStatus.OK:
            self.connects()
        line = self.connection.pgconn
        if line.transaction_status == TransactionStatus.INERROR and self.grammar.chance.random() < 0.5:
            line.exec_(b"rollback")
        result = line.exec_(sql.encode())
        while result.status in (ExecStatus.COPY_OUT, ExecStatus.COPY_IN):
            if result.status == ExecStatus.COPY_IN:
                line.put_copy_end(b"no")
            else:
                while (piece := line.get_copy_data(0))[0] > 0:
                    self.hears(bytes(piece[1]))
            result = line.get_result()
        if result.status == ExecStatus.FATAL_ERROR:
            self.refused[(result.error_field(DiagnosticField.SQLSTATE) or b"").decode()] += 1
            for field in DiagnosticField:
                self.hears(result.error_field(field))
        else:
            self.obeyed += 1
            for row in range(result.ntuples):
                for column in range(result.nfields):
                    self.hears(result.get_value(row, column))

    def runs(self, count, words, is_enough=lambda found: False):
        """Sends so many, or until it is enough; gives the words that came back."""
        found = set()
        for number in range(1, count + 1):
            self.sends(self.grammar.statement())
            if number % 250 == 0 or number == count:
                found |= {word for word in words if word in self.heard}
                del self.heard[:-100]  # a word may lie across the end
                if is_enough(found):
                    break
        self.connection.close()
        return found
