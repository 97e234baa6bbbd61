"""Programs killed while they write: what was said to be done is there, nothing is there by half, and it goes on."""

import json
import random
import signal
import subprocess
import time

import pytest

from body import DONE

ROUNDS, SEED = 40, 20261125


def said(output):
    """The post that a command has told of before it ended, if it came so far."""
    try:
        return json.loads(output)[0]["post"]
    except (ValueError, IndexError):
        return None


def test_kills_at_any_instant(body, office):
    chance = random.Random(SEED)
    began = time.monotonic()
    done = {office.writes("Not killed.", "--submit")}
    whole = time.monotonic() - began
    killed = 0
    for number in range(ROUNDS):
        words = ("post", "compose", "--channel", office.channel, "--text", f"en=Killed {number}.", "--submit", "--json")
        writer = subprocess.Popen(
            [body.agent, *words], cwd=body.folder, env={**body.rig.clean_environment(), **office.author.env},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if number % 4 == 3:
            body.rig.end(office.desk.name, signal.SIGKILL)
        try:
            output, _ = writer.communicate(timeout=chance.uniform(0.3, 1.2) * whole)
        except subprocess.TimeoutExpired:
            killed += 1
            writer.kill()
            output, _ = writer.communicate()
        if post := said(output):
            done.add(post)
        office.recovers()
    assert 0 < killed < ROUNDS and len(done) > 1, (killed, len(done), whole)

    office.agree()
    office.is_sound()
    there = office.ask("select item, group_concat(verb) from (select * from act order by place) group by item")
    written = {post: verbs for post, verbs in there if "post.submit" in verbs or post in done}
    assert done <= set(written), done - set(written)
    halves = office.ask("""
        select item from act where verb = 'post.compose' and body like '%Killed %' group by item
        having (select count(*) from act submitted where submitted.item = act.item and verb = 'post.submit') <> 1""")
    assert not halves, "written, and not submitted with it"
    for post in done:
        assert office.author.asks("post", "show", post)["post"]["state"] == "submitted"


def test_the_agent_killed_while_it_sends_and_takes_in(body, office):
    """Each life of it gets as far as it gets, over a line so slow that no batch is done in one."""
    chance = random.Random(SEED)
    posts = [office.writes(f"Piece {number}.") for number in range(12)]
    office.desk.pause()
    posts += [office.writes(f"More {number}.") for number in range(12)]
    office.proxy.slow(30_000)
    for _ in range(6):
        office.desk.run()
        agent = body.rig.running[office.desk.name]
        with pytest.raises(subprocess.TimeoutExpired):  # it never ends by itself
            agent.wait(chance.uniform(0.2, 1.5))
        body.rig.end(office.desk.name, signal.SIGKILL)
        assert office.ask("pragma integrity_check") == [("ok",)]
    office.recovers()
    assert set(office.agree().values()) == {"accepted"}
    office.is_sound()
    assert set(posts) <= {post["id"] for post in office.author.asks("post", "list")}


def test_kills_of_what_makes_many_acts_at_once(body, office):
    """A calendar taken in, and a campaign approved: all of it or nothing, and the second time what is missing."""
    chance = random.Random(SEED)
    many, killed, whole = 25, {"import": 0, "approve": 0}, {}

    def dies(person, command, *words):
        """Kills the command at some instant, unless it was faster."""
        began = time.monotonic()
        process = subprocess.Popen(
            [body.agent, *words], cwd=body.folder, env={**body.rig.clean_environment(), **person.env},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            process.communicate(timeout=chance.uniform(0.2, 1.1) * whole[command] if command in whole else None)
            whole[command] = time.monotonic() - began
        except subprocess.TimeoutExpired:
            killed[command] += 1
            process.kill()
            process.communicate()

    def acts(campaign, verb):
        return office.ask(f"""
            select count(*) from act where verb = '{verb}' and item in
            (select item from act where verb = 'post.compose' and body like '%{campaign}%')""")[0][0]

    office.desk.pause()
    for number in range(8):
        campaign = f"tide-{number}"
        rows = [f"{campaign}-{row},,,{office.channel},Tide {number} {row},{campaign},," for row in range(many)]
        sheet = body.write("tides.csv", "\n".join(["ref,time,zone,channels,text.en,campaign,class,not_after", *rows]))
        dies(office.author, "import", "import", sheet, "--submit")
        assert acts(campaign, "post.compose") in (0, many) and acts(campaign, "post.submit") in (0, many)
        again = body.office("import", sheet, "--submit", env=office.author.env)
        assert again.returncode == DONE, again.stderr
        assert acts(campaign, "post.compose") == acts(campaign, "post.submit") == many
        dies(office.approver, "approve", "post", "approve", "--campaign", campaign, "--yes")
        assert acts(campaign, "post.approve") in (0, many)
        if not acts(campaign, "post.approve"):
            office.approver.does("post", "approve", "--campaign", campaign, "--yes")
        assert acts(campaign, "post.approve") == many
        assert office.ask("pragma integrity_check") == [("ok",)]
    assert all(killed.values()), killed
