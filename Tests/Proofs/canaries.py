"""Everything that the stolen office ever received, and the words of the other that must not be in it."""

from body import PIER_TOKEN
from town import harvest, read

# What Quay's words stand before: each field that can hold one.
FIELDS = ("office", "Dan author", "Eve approver", "channel", "text", "welsh", "alternative", "arall", "warning",
          "campaign", "later", "gone", "withdrawal", "reference", "planned", "stop", "base", "mine", "yours",
          "returned", "return", "handle")


def secrets(town):
    """Values of Quay that are no words: image, credential, verifiers, keys and bells, raw and as text."""
    values = [PIER_TOKEN.encode()]
    for column, table in (("sealed", "credential"), ("sha256", "credential"), ("bytes", "media_chunk"),
                          ("sha256", "media"), ("verifier", "verifier"), ("sealed_key", "verifier"),
                          ("public_key", "member"), ("convert_to(bell, 'UTF8')", "agent"), ("signature", "activity"),
                          ("digest", "revision")):
        values += [bytes(row[0]) for row in town.rows(
            f"select {column} from crier.{table} where region_id = %s and {column} is not null", town.quay.region)]
    long = [value for value in values if value not in (b"no verifier", b"no key")]
    pieces = {value[len(value) // 2:][:24] for value in long}
    return pieces | {piece.hex().encode() for piece in pieces}


def everything(town):
    """What the stolen office received: by its login, on the line of its agent, in its folder, in what its programs
    said and logged."""
    live, harbour, body = town.live, town.harbour, town.body
    files = [path for path in harbour.state.rglob("*") if path.is_file() and path.suffix not in (".key", ".pem")]
    quay = town.quay
    said = "".join(
        done.stdout + done.stderr for done in (body.run(body.agent, *words, env=body.author.env) for words in (
            ("post", "list", "--json"), ("post", "show", quay.post), ("post", "history", quay.post),
            ("channel", "list"), ("post", "approve", quay.post, "--yes"), ("status", "--json"), ("doctor",),
            ("conflict", "list"),
            ("post", "compose", "--channel", str(quay.channel), "--text", "en=x"))))
    return {
        "its login": harvest(live, live.a, harbour).encode(),
        "its login, of the catalogues": "".join(read(live.a, f"select t::text from {table} t") for table in (
            "pg_stat_activity", "pg_stat_ssl", "pg_roles", "pg_db_role_setting", "pg_shdescription", "pg_description",
            "pg_stats", "pg_locks", "pg_prepared_xacts", "pg_listening_channels()", "pg_settings")).encode(),
        "its line": bytes(town.recorder.heard),
        "its folder": b"".join(path.read_bytes() for path in files),
        "its programs": said.encode(),
        "its log": body.rig.log(harbour.desk.name).read_bytes()}


def found(received, words):
    """Where which of the words is."""
    return [f"{place}: {word!r}" for place, heap in received.items() for word in words if word in heap]


def missing(town):
    """Fields of which Quay's own login does not get the word that stands in it: they would show nothing."""
    told = harvest(town.live, town.live.b, town.quay)
    return [field for field in FIELDS if f"{field}{town.quay.canary}" not in told]
