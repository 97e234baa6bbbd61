"""What an office reads from the centre at first, or after a long absence: told while it goes on, and never in vain."""

import json
import shutil
import signal

import pytest

from body import DONE, Desk
from outpost import Outpost

POSTS = 350


@pytest.fixture(scope="module")
def quarry(body):
    """An office with as many posts as take a slow line some seconds."""
    made = Outpost(body, "Quarry Office", "Meinir Howell")
    rows = made.desk.state.parent / "quarry.csv"
    lines = [f"B{number},,,{made.channel},Blast {number}: {'keep away ' * 30},,," for number in range(POSTS)]
    rows.write_text("\n".join(["ref,time,zone,channels,text.en,campaign,class,not_after", *lines]), encoding="utf-8")
    taken = body.office("import", rows, env=made.author.env)
    assert taken.returncode == DONE, taken.stderr
    made.agree()
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def newcomer(body, quarry):
    """A second computer of the office: its store has all that it needs but what the centre has."""
    quarry.desk.pause()
    desk = Desk(body.rig, "Second-of-quarry")
    shutil.copytree(quarry.desk.state, desk.state)
    quarry.desk.run()
    # As after the first greeting: nothing has been read yet, and it has another name.
    quarry.tells(desk.state, """
        delete from item; delete from cursor; delete from act; delete from setting where key in ('epoch', 'line');
        update setting set value = json_set(value, '$.agent', '01890000-0000-7000-8000-000000000001')
        where key = 'office'""")
    yield desk
    if desk.name in body.rig.running:
        desk.pause()
    quarry.proxy.heal()


def reading(body, desk):
    done = body.office("status", "--json", env={**body.author.env, **desk.env})
    assert done.returncode == DONE, done.stderr
    return json.loads(done.stdout).get("progress")


def test_a_first_reading_is_told_and_goes_on_where_it_was_cut(body, quarry, newcomer):
    quarry.proxy.slow(90_000)
    newcomer.run()
    first = quarry.until(lambda: (told := reading(body, newcomer)) and told["done"] > 20 and told, "some has come")
    assert first["what"] == "everything" and first["about"] >= POSTS
    words = body.office("status", env={**body.author.env, **newcomer.env}).stdout
    assert "Everything is being read from the centre" in words and f"of about {first['about']}" in words
    body.rig.end(newcomer.name, signal.SIGKILL)
    kept = reading(body, newcomer)
    assert kept["done"] >= first["done"], "what had come is kept"
    assert not quarry.ask("select 1 from item", newcomer.state), "half of it is not shown as all"

    late = quarry.writes("Written meanwhile.")
    quarry.proxy.heal()
    newcomer.run()
    quarry.until(lambda: reading(body, newcomer) is None, "it is whole")
    log = body.rig.log(newcomer.name).read_text()
    assert "going on with the snapshot that was cut" in log
    assert "reading everything from the centre" in log
    posts = "select id from item where kind = 'post'"
    quarry.until(lambda: (late,) in quarry.ask(posts, newcomer.state), "what was written meanwhile is there too")
    assert set(quarry.ask(posts, newcomer.state)) == set(quarry.ask(posts))


def test_below_the_floor_everything_is_read_anew(body, quarry):
    """After an absence longer than what the feeds keep."""
    quarry.desk.pause()
    waiting = quarry.writes("Written while away.")
    news = "select body from item where body like '%Aled Rowlands%'"
    body.admin.does("member", "add", "Aled Rowlands", "--office", quarry.desk.office, "--tier", "author")
    body.cluster.superuser("crier", f"""
        update crier.feed set written_at = now() - interval '91 days' where region_id = '{quarry.region}'""")
    [[read]] = quarry.ask("select n from cursor where feed = 'region'")
    trim = f"""select admin.feeds_trim_v1(interval '90 days', 100000); -- as housekeeping does each minute
        select floor from crier.feed_head where region_id = '{quarry.region}'"""
    quarry.until(lambda: int(body.cluster.superuser("crier", trim).stdout.split()[-1]) > read,
                 "what it has not read is carried and trimmed")
    log = body.rig.log(quarry.desk.name)
    before = log.read_text().count("taking a new snapshot")
    quarry.desk.run()
    quarry.until(lambda: quarry.ask(news), "what happened meanwhile is there")
    assert log.read_text().count("taking a new snapshot") == before + 1
    assert quarry.agree()
    assert quarry.author.asks("post", "show", waiting)["post"]["state"] == "draft"
