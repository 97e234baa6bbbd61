"""Two people who change the same post at the same time, one at the centre's desk and one at an office's: nothing that
anybody typed is lost, nothing goes out before somebody chose, and what goes out goes out once."""

import json
import subprocess
import uuid

import pytest
from body import CHANNEL, CONFLICT, DONE, Desk
from outpost import Outpost


@pytest.fixture(scope="module")
def editor(body):
    """Dai, of the centre, at its own desk."""
    centre = Desk(body.rig, "Centre")
    answer = body.folder / "centre-bundle.json"
    body.admin.does("region", "admit", "Harbour Centre", centre.requests(), "--out", answer)
    centre.accepts(answer)
    centre.run()
    code = body.admin.asks("member", "add", "Dai Rees", "--tier", "administrator")["code"]
    body.secrets.append(code)
    editor = centre.person("Dai Rees")
    body.wait_for(lambda: body.known(editor), "Dai Rees is known at the centre's desk")
    yield body.seat(editor, code)
    centre.pause()


class Post:
    """A post that both desks see; `office` is another than the body's usual one."""

    def __init__(self, body, editor, text, office=None):
        self.body, self.editor, self.office = body, editor, office or body
        channel = office.channel if office else CHANNEL
        self.id = self.office.author.asks("post", "compose", "--channel", channel, "--text", f"en={text}")[0]["post"]
        body.wait_for(lambda: self.at(editor), "the post is seen at the centre")

    def at(self, person):
        """As a desk sees it now; None where it does not yet."""
        done = self.body.run(self.body.agent, "post", "show", self.id, "--json", env=person.env)
        return json.loads(done.stdout) if done.returncode == DONE else None

    def texts(self, person):
        return self.at(person)["post"]["content"]["texts"]

    def state(self, person):
        return self.at(person)["post"]["state"]

    def deliveries(self):
        return self.at(self.office.author)["deliveries"]

    def does(self, person, *words, wait=True):
        more = ("--wait",) if wait else ()
        return self.body.run(self.body.agent, "post", words[0], self.id, *words[1:], *more, env=person.env)

    def apart(self, centre, office):
        """The editor and then the author change it, the office's line being down; gives how the author's command ended
        once the line was up again, and what it complained of."""
        body, place = self.body, self.office
        place.desk.pause()
        done = self.does(self.editor, "edit", *centre)
        assert done.returncode == DONE, done.stderr
        before = self.acts()
        waits = subprocess.Popen(
            [body.agent, "post", "edit", self.id, *office, "--wait"], cwd=body.folder, text=True,
            env={**body.rig.clean_environment(), **place.author.env}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            body.wait_for(lambda: self.acts() > before, "the author's change is kept")
            place.desk.run()
            _, complaint = waits.communicate(timeout=60)
        finally:
            waits.kill()
            waits.wait()
        return waits.returncode, complaint

    def acts(self):
        """How much has been done to it at the office."""
        return len(json.loads(self.does(self.office.author, "history", "--json", wait=False).stdout)["acts"])

    def conflicts(self, person):
        done = self.body.run(self.body.agent, "conflict", "list", "--json", env=person.env)
        assert done.returncode == DONE, done.stderr
        return [one for one in json.loads(done.stdout) if one["post"] == self.id]

    def is_let_out(self, wait=True):
        for person, word in ((self.office.author, ("submit",)), (self.office.approver, ("approve", "--yes"))):
            done = self.does(person, *word, wait=wait)
            assert done.returncode == DONE, done.stderr

    def written(self, event="create"):
        """The texts that the platform was asked to make a post of, of those that this post ever had; or to change."""
        ever = {text for revision in self.at(self.editor)["post"]["history"] for text in
                revision["content"]["texts"].values()}
        lines = self.body.sandbox.ledger.read_text(encoding="utf-8").splitlines()
        return [line["text"] for line in map(json.loads, lines) if line["event"] == event and line["text"] in ever]


def some(words):
    return f"{words} {uuid.uuid4()}"


def test_two_versions_of_one_text(body, editor):
    ours, theirs = some("Low tide at ten."), some("Low tide at noon.")
    post = Post(body, editor, some("Low tide at nine."))
    status, complaint = post.apart(["--text", f"en={ours}"], ["--text", f"en={theirs}"])
    assert status == CONFLICT and "Dai Rees had changed the text in en meanwhile" in complaint, complaint

    # Both desks see both versions, and who wrote which.
    for person in (body.author, editor):
        body.wait_for(lambda who=person: post.conflicts(who), "the conflict is seen")
        found = post.conflicts(person)[0]
        if person is body.author:
            assert f"crier-agent conflict show {found['short']}" in complaint, complaint
        assert (found["centre_by"], found["theirs_by"]) == ("Dai Rees", "Ben Okoro")
        shown = body.run(body.agent, "conflict", "show", found["short"], env=person.env)
        assert shown.returncode == DONE, shown.stderr
        assert "Dai Rees" in shown.stdout and "Ben Okoro" in shown.stdout, shown.stdout
        assert max(map(len, shown.stdout.splitlines())) <= 80, shown.stdout
        assert "Of some there are two versions" in body.run(body.agent, "post", "list", env=person.env).stdout
        assert "somebody must choose" in body.run(body.agent, "status", env=person.env).stdout
    assert post.texts(body.author)["en"] == ours and post.state(body.author) == "draft"
    stopped = post.does(body.author, "submit")
    assert stopped.returncode == CONFLICT and "must choose" in stopped.stderr, stopped.stderr

    # Ben chooses his own; Dai, who comes second, is told by whom.
    chosen = body.office("conflict", "resolve", found["id"], "--take", "theirs", "--wait")
    assert chosen.returncode == DONE, chosen.stderr
    body.wait_for(lambda: not post.conflicts(editor), "the choice is seen at the centre")
    second = body.office("conflict", "resolve", found["id"], "--take", "centre", env=editor.env)
    assert second.returncode == CONFLICT and "Ben Okoro has chosen already" in second.stderr, second.stderr
    post.is_let_out()
    body.wait_for(lambda: post.at(body.author)["word"] == "sent", "it is out")
    assert post.written() == [theirs], "once, with the words that were chosen"


def test_changes_of_different_parts_are_put_together(body, editor):
    post = Post(body, editor, some("Bridge closed."))
    words = some("Bridge open.")
    status, complaint = post.apart(["--warning", "Flood"], ["--text", f"en={words}"])
    assert status == DONE, complaint
    body.wait_for(lambda: post.texts(editor).get("en") == words, "the change is seen at the centre")
    for person in (body.author, editor):
        seen = post.at(person)
        assert (seen["post"]["content"]["content_warning"], seen["conflicts"]) == ("Flood", []), seen
        assert seen["post"]["state"] == "draft"
    post.is_let_out()
    body.wait_for(lambda: post.at(body.author)["word"] == "sent", "it is out")
    assert post.written() == [words]


def test_a_withdrawal_wins(body, editor):
    post = Post(body, editor, some("Parade on Sunday."))
    assert post.does(body.author, "submit").returncode == DONE
    body.wait_for(lambda: post.state(editor) == "submitted", "it is seen at the centre")
    body.desk.pause()
    withdrawn = post.does(editor, "withdraw", "--reason", "Cancelled.")
    assert withdrawn.returncode == DONE, withdrawn.stderr
    # The office does not know yet: it approves, and changes the words.
    assert post.does(body.approver, "approve", "--yes", wait=False).returncode == DONE
    assert post.does(body.author, "edit", "--text", f"en={some('Parade on Monday.')}", wait=False).returncode == DONE
    body.desk.run()
    body.wait_for(lambda: post.state(body.author) == "withdrawn", "the withdrawal is seen at the office")
    for person in (body.author, editor):
        assert post.state(person) == "withdrawn"
    assert post.written() == [] and post.deliveries() == []


def test_new_words_for_a_post_that_is_out_are_no_second_post(body, editor):
    words, better = some("Ferry at eight."), some("Ferry at nine.")
    post = Post(body, editor, words)
    post.is_let_out()
    body.wait_for(lambda: post.at(body.author)["word"] == "sent", "it is out")
    changed = post.does(body.author, "edit", "--text", f"en={better}")
    assert changed.returncode == DONE, changed.stderr
    assert post.state(body.author) == "draft"
    assert len(post.deliveries()) == 1, "nothing is done about it before it is approved"
    post.is_let_out()

    def edit():
        return next((one for one in post.deliveries() if one["kind"] == "edit"), None)
    made = body.wait_for(edit, "the edit")
    publish = next(one for one in post.deliveries() if one["kind"] == "publish")
    assert made["revision"] == 2 and made["remote_id"] == publish["remote_id"], made
    body.wait_for(lambda: edit()["state"] == "sent", "the edit is out")
    assert publish["state"] == "sent" and post.written() == [words], "one post, for ever"
    assert post.written("edit") == [better], "changed where it stands, once"

    # And what is out is taken down, changed or not.
    assert post.does(editor, "withdraw", "--reason", "No ferry.").returncode == DONE

    def taken_down():
        return any((one["kind"], one["state"]) == ("take_down", "sent") for one in post.deliveries())
    body.wait_for(taken_down, "it is taken down")
    assert post.written() == [words]


@pytest.fixture(scope="module")
def skerry(body):
    made = Outpost(body, "Skerry Office", "Nest Bowen", "Idris Lloyd")
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def office(skerry):
    """An office of its own, as what becomes of its acts is not what other tests of lines count on."""
    try:
        yield skerry
    finally:
        skerry.recovers()


def in_two_versions(body, office, editor):
    """A post with one conflict, seen at both desks: the post, the conflict, the centre's words and the office's."""
    ours, theirs = some("The lamp is lit at six."), some("The lamp is lit at seven.")
    post = Post(body, editor, some("The lamp is lit at five."), office)
    status, complaint = post.apart(["--text", f"en={ours}"], ["--text", f"en={theirs}"])
    assert status == CONFLICT, complaint
    for person in (office.author, editor):
        body.wait_for(lambda who=person: post.conflicts(who), "the conflict is seen")
    return post, post.conflicts(editor)[0]["id"], ours, theirs


def goes_down(office, how):
    if how == "stopped":
        return office.desk.pause()
    office.proxy.cut()
    office.until(lambda: office.line()["condition"] == "down", "the agent notices that the line is down")


@pytest.mark.parametrize("how", ["stopped", "cut"])
def test_a_choice_while_the_line_is_down(body, office, editor, how):
    post, conflict, _, _ = in_two_versions(body, office, editor)
    goes_down(office, how)
    third = some("The lamp is lit from six to seven.")
    chosen = body.office("conflict", "resolve", conflict, "--text", f"en={third}", env=office.author.env)
    assert chosen.returncode == DONE, chosen.stderr
    assert post.conflicts(office.author) == [] and post.texts(office.author)["en"] == third
    again = body.office("conflict", "resolve", conflict, "--take", "centre", env=office.author.env)
    assert again.returncode == CONFLICT and "Nest Bowen has written a third already" in again.stderr, again.stderr
    # At the office all goes on, handing in and letting out as well; the centre knows nothing of it yet.
    post.is_let_out(wait=False)
    assert post.conflicts(editor) and post.written() == []
    office.recovers()
    office.until(lambda: post.at(office.author)["word"] == "sent", "it is out")
    assert post.conflicts(editor) == [] and post.texts(editor)["en"] == third
    assert post.written() == [third], "once, with the words that were chosen"
    chosen = [item for item, in office.ask("select item from act where verb = 'conflict.resolve'")]
    assert chosen.count(conflict) == 1 and office.agree()


@pytest.mark.parametrize("how", ["stopped", "cut"])
def test_two_choices_while_the_line_is_down(body, office, editor, how):
    """The office chooses its own, hands it in and lets it out; the centre has chosen the other meanwhile."""
    post, conflict, ours, theirs = in_two_versions(body, office, editor)
    goes_down(office, how)
    chosen = body.office("conflict", "resolve", conflict, "--take", "theirs", env=office.author.env)
    assert chosen.returncode == DONE, chosen.stderr
    post.is_let_out(wait=False)
    first = body.office("conflict", "resolve", conflict, "--take", "centre", "--wait", env=editor.env)
    assert first.returncode == DONE, first.stderr
    office.recovers()
    office.agree()
    # The first choice stands, nobody has approved what it says, and whoever chose second is told by whom.
    for person in (office.author, editor):
        body.wait_for(lambda who=person: post.texts(who)["en"] == ours, "the centre's choice is seen")
        assert post.conflicts(person) == [] and post.state(person) == "draft"
    told = body.office("post", "show", post.id, env=office.author.env).stdout
    assert told.count("Refused: ") == 2 and "Changed meanwhile by Dai Rees" in told, told
    shown = body.office("conflict", "show", conflict, env=office.author.env).stdout
    assert "Dai Rees chose what stood" in shown and theirs.split()[-1] in shown, shown
    assert post.written() == []
    post.is_let_out()
    office.until(lambda: post.at(office.author)["word"] == "sent", "it is out")
    assert post.written() == [ours]
