"""Posts published: a whole coordinator against a platform that answers at once, and one that takes 50 ms, beside
libcurl alone and the usual load generators against the same server."""

import re
import shutil
import subprocess
import time
from pathlib import Path

import answering
import lanes
from stage import ROOT
from table import Figure

CHANNELS, EACH = 256, 40
DELAY = 0.05
REQUESTS = 20_000
# The rate between a tenth and nine tenths of the way: neither the start nor the last few lanes.
RATE = """
    select count(*), (0.8 * count(*) / nullif(extract(epoch from
      percentile_disc(0.9) within group (order by sent_at) - percentile_disc(0.1) within group (order by sent_at)), 0)
      )::float8 from crier.delivery where state = 'sent'"""


def publish(stage, address):
    """Posts settled a second by one coordinator."""
    database = stage.copy()
    stage.coordinate(database, patient=True)
    with stage.superuser(database) as watch:
        lanes.fill(stage, database, CHANNELS, EACH, address=address, due="8 seconds", sealed=True)
        deadline = time.monotonic() + 300
        while True:
            stage.rig.check_alive()
            open_ones = watch.execute(
                "select count(*) from crier.delivery where state not in ('sent')").fetchone()[0]
            if open_ones == 0:
                break
            assert time.monotonic() < deadline, dict(
                watch.execute("select state || coalesce(' ' || reason, ''), count(*) from crier.delivery group by 1"
                              ).fetchall())
            time.sleep(0.2)
        sent, rate = watch.execute(RATE).fetchone()
    stage.rig.end("coordinator", seconds=60)
    assert sent == CHANNELS * EACH, sent
    stage.drop(database)
    return rate


def built(stage):
    """The small client of libcurl, built once for all runs."""
    program = stage.folder / "posts"
    if not program.exists():
        swift = Path(shutil.which("swift") or "/nowhere").resolve().parent / "clang"
        compiler = shutil.which("cc") or str(swift)
        source = ROOT / "ops/bench.d/posts.c"
        subprocess.run([compiler, "-O2", "-o", program, source, "-lcurl"], check=True, timeout=120)
    return program


def alone(stage, address, at_once, requests=REQUESTS):
    done = subprocess.run(
        [built(stage), f"{address}/api/v1/statuses", f"{stage.cluster.tls}/ca.pem", str(requests), str(at_once)],
        capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return float(done.stdout)


def h2load(stage, address):
    body = stage.write("body.json", '{"status":"The bridge at Mill Lane is closed until noon."}')
    done = subprocess.run(
        ["h2load", "-n", str(REQUESTS), "-c", "4", "-m", "64", "-d", body, "-H", "Content-Type: application/json",
         f"{address}/api/v1/statuses"], capture_output=True, text=True, timeout=300, check=True)
    return float(re.search(r"([\d.]+) req/s", done.stdout).group(1))


def wrk(stage, address):
    script = stage.write("post.lua", 'wrk.method = "POST"\nwrk.body = \'{"status":"Closed until noon."}\'\n'
                                     'wrk.headers["Content-Type"] = "application/json"\n')
    done = subprocess.run(
        ["wrk", "-t1", "-c64", "-d3s", "-s", script, f"{address}/api/v1/statuses"],
        capture_output=True, text=True, timeout=60, check=True)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout).group(1))


def measure(stage, run):
    fast, slow = answering.start(stage, f"fast-{run}", 0), answering.start(stage, f"slow-{run}", DELAY)
    rate = publish(stage, fast)
    at_once = f"one coordinator, {CHANNELS} accounts with {EACH} posts each, one server over HTTP/2 and TLS"
    limits = {"libcurl alone": alone(stage, fast, CHANNELS), "h2load": h2load(stage, fast),
              "wrk (HTTP/1.1)": wrk(stage, fast)}
    figures = [Figure("published, answer at once", rate, "posts/s", limit, name, conditions=at_once)
               for name, limit in limits.items()]
    rate = publish(stage, slow)
    at_most = CHANNELS / DELAY
    figures.append(Figure("published, answer in 50 ms", rate, "posts/s", at_most, "one post an account at a time",
                          conditions=at_once))
    figures.append(Figure("published, answer in 50 ms", rate, "posts/s", alone(stage, slow, CHANNELS), "libcurl alone",
                          conditions=at_once))
    for name in (f"fast-{run}", f"slow-{run}"):
        stage.rig.end(name)
    return figures
