"""Keeps an office and its centre as a release leaves them, so that later releases are tested against them:

    python Tests/Scenarios/keep.py Tests/Kept/0.1

What is kept: the office's folder with what it has not sent yet (`office/`), the central database with its logins
(`centre.sql.xz`) and the coordinator's keys (`keys/`), what the desk said of each post (`told.json`), and the protocol
as it was spoken (`protocol.jsonl`: each statement with its arguments, and what came back). All keys in it are of this
test alone.
"""

import json
import lzma
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from body import DONE, ROOT, Body, Desk
from outpost import Outpost
from sending import photograph

OFFICE, AUTHOR, APPROVER, EDITOR = "Kept Office", "Rhian Pugh", "Owain Price", "Dai Rees"


class Story:
    """A little of everything that an office keeps: let out, out, waiting, refused, in conflict, with images, unsent."""

    def __init__(self, body):
        self.body = body
        self.outpost = Outpost(body, OFFICE, AUTHOR, APPROVER)
        self.editor = self.centre_desk()

    def centre_desk(self):
        centre = Desk(self.body.rig, "Centre")
        answer = self.body.folder / "centre-bundle.json"
        self.body.admin.does("region", "admit", "Harbour Centre", centre.requests(), "--out", answer)
        centre.accepts(answer)
        centre.run()
        code = self.body.admin.asks("member", "add", EDITOR, "--tier", "administrator")["code"]
        editor = centre.person(EDITOR)
        self.body.wait_for(lambda: self.body.known(editor), "the editor is known at the centre's desk")
        return self.body.seat(editor, code)

    def goes_on(self):
        office, author, approver = self.outpost, self.outpost.author, self.outpost.approver
        picture = photograph(self.body.folder / "pier.jpg", 7)
        office.writes("A draft.")
        office.writes("Handed in.", "--submit")
        shown = ("--image", picture, "--alt", "en=The pier at low tide.")
        for text, more in (("Out.", ()), ("Out, with an image.", shown)):
            post = office.writes(text, "--submit", *more)
            author.does("post", "show", post)
            approver.does("post", "approve", post, "--yes", "--wait")
            office.until(lambda words=text: office.published(words), f"{text} is out")
        gone = office.writes("Withdrawn.")
        author.does("post", "withdraw", gone, "--reason", "not needed", "--wait")
        told = office.writes("As it was.")
        self.body.wait_for(lambda: self.sees(told), "the post is seen at the centre")
        office.agree()
        office.desk.pause()
        self.editor.does("post", "edit", told, "--text", "en=As the centre has it.", "--wait")
        author.does("post", "edit", told, "--text", "en=As the office has it.")
        office.desk.run()
        office.until(lambda: author.asks("conflict", "list"), "the conflict is seen at the office")
        office.until(lambda: not office.unruled(), "a ruling on every act")
        # What the centre has not heard of yet.
        office.desk.pause()
        waits = office.writes("Not sent yet.", "--submit", *shown)
        author.does("post", "edit", waits, "--text", "en=Not sent yet, and changed.")
        author.does("post", "submit", waits)
        approver.does("post", "approve", waits, "--yes")

    def sees(self, post):
        return self.body.run(self.body.agent, "post", "show", post, env=self.editor.env).returncode == DONE

    def told(self):
        author = self.outpost.author
        posts = author.asks("post", "list")
        return {
            "posts": posts, "shown": [without_paths(author.asks("post", "show", post["id"])) for post in posts],
            "conflicts": author.asks("conflict", "list"), "channels": author.asks("channel", "list")}


def without_paths(shown):
    return {**shown, "images": [{key: value for key, value in image.items() if key != "file"}
                                for image in shown["images"]]}


def spoken(log, login):
    """The statements of a login with their arguments, as the server noted them, each once."""
    found, statement = {}, None
    for line in log.splitlines():
        if match := re.search(rf"{login}@.*LOG:  execute (\w+): (.*)", line):
            statement = (match[1], match[2])
        elif statement and (match := re.search(rf"{login}@.*DETAIL:  parameters: (.*)", line)):
            values = re.findall(r"\$\d+ = (NULL|'(?:[^']|'')*')", match[1])
            arguments = [None if value == "NULL" else value[1:-1].replace("''", "'") for value in values]
            found[statement[0], *arguments] = {"name": statement[0], "sql": statement[1], "arguments": arguments}
            statement = None
    passing = re.compile("verifier|seen_v1")  # a code is good once
    return [one for one in found.values() if "sync." in one["sql"] and not passing.search(one["sql"])]


def answered(cluster, as_login, call):
    """What comes back to a statement; nothing of it stays."""
    values = ", ".join("null" if one is None else "'" + one.replace("'", "''") + "'" for one in call["arguments"])
    asked = f"prepare kept as {call['sql']};\nbegin;\nexecute kept({values});\nrollback;\n"
    lines = cluster.rig.call(
        "psql", "-X", "-q", "-A", "-F", "\t", "-P", "footer=off", "-P", "null=\\N", "-v", "ON_ERROR_STOP=1",
        env=as_login, given=asked, log="psql").stdout.splitlines()
    return {"columns": lines[0].split("\t") if lines else [], "rows": [line.split("\t") for line in lines[1:]]}


def keep(place):
    folder = Path(tempfile.mkdtemp(prefix="crier-keep."))
    folder.chmod(0o711)
    body = Body(folder)
    try:
        body.begin()
        body.cluster.superuser("crier", "alter database crier set log_statement = 'all'")
        story = Story(body)
        login = body.cluster.superuser("crier", f"""
            select l.login_name from crier.login l where l.region_id = '{story.outpost.region}'""").stdout.strip()
        story.goes_on()
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        (place / "told.json").write_text(json.dumps(story.told(), indent=1, ensure_ascii=False) + "\n")
        body.rig.end("coordinator")
        body.cluster.superuser("crier", "alter database crier reset log_statement")
        state = story.outpost.desk.state
        as_login = body.cluster.as_login(login, state / "office.pem", state / "office.key")
        log = (body.cluster.folder / "log").read_text(encoding="utf-8")
        with open(place / "protocol.jsonl", "w", encoding="utf-8") as file:
            seen = set()
            for call in spoken(log, login):
                answer = answered(body.cluster, as_login, call)
                # A page is as good as another of its kind.
                sort = (call["name"], *call["arguments"][:1], bool(answer["rows"]))
                if sort not in seen or call["name"] == "push":
                    file.write(json.dumps({**call, **answer}, ensure_ascii=False) + "\n")
                seen.add(sort)
        shutil.copytree(state, place / "office", ignore=shutil.ignore_patterns("*.pem", "*.key", "run.lock"))
        shutil.copytree(body.folder / "keys", place / "keys", ignore=shutil.ignore_patterns("media"))
        sqlite3.connect(place / "office/office.sqlite").execute("pragma wal_checkpoint(truncate)").connection.close()
        server = {"PGHOST": body.cluster.env["SOCKET"], "PGPORT": body.cluster.env["PORT"], "PGUSER": "postgres"}
        env = {**body.rig.clean_environment(), **server}
        roles, dump = (
            subprocess.run(words, env=env, check=True, capture_output=True, text=True).stdout.splitlines(True)
            for words in (["pg_dumpall", "--roles-only"], ["pg_dump", "crier"]))
        wanted = [line for line in roles if re.match("(CREATE|ALTER) ROLE (?!postgres)|GRANT", line)]
        wanted += [line for line in dump if not line.startswith(("\\restrict", "\\unrestrict"))]
        (place / "centre.sql.xz").write_bytes(lzma.compress("".join(wanted).encode(), preset=9))
    finally:
        body.end()
        shutil.rmtree(folder)


if __name__ == "__main__":
    keep(Path(sys.argv[1]).absolute() if len(sys.argv) == 2 else ROOT / "Tests/Kept/0.1")
