"""Drains jobs that do nothing with another queue on PostgreSQL, by its own public interface; prints jobs a second.

usage: peers.py pgqueuer|procrastinate FORM CONNECTION
"""

import asyncio
import sys
import time

import psycopg

JOBS = {"pgqueuer": 20_000, "procrastinate": 3_000}


def numbers(form):
    return [int(word) for word in form.replace(",", "").split() if word.isdigit()]


async def pgqueuer(form, connection):
    import asyncpg
    from pgqueuer import AsyncpgDriver, Queries, QueueManager
    from pgqueuer.types import QueueExecutionMode

    batch, workers = numbers(form)
    parts = dict(word.split("=") for word in connection.split())
    where = {"host": parts["host"], "port": int(parts["port"]), "user": parts["user"], "database": parts["dbname"]}
    first = await asyncpg.connect(**where)
    queries = Queries(AsyncpgDriver(first))
    await queries.install()
    for start in range(0, JOBS["pgqueuer"], 1000):
        await queries.enqueue(["nothing"] * 1000, [f"{start + n}".encode() for n in range(1000)], [0] * 1000)
    await first.execute("vacuum analyze")
    managers = []
    for _ in range(workers):
        manager = QueueManager(Queries(AsyncpgDriver(await asyncpg.connect(**where))))

        @manager.entrypoint("nothing")
        async def nothing(job):
            pass
        managers.append(manager)
    began = time.perf_counter()
    await asyncio.gather(*(
        manager.run(batch_size=batch, mode=QueueExecutionMode.drain) for manager in managers))
    seconds = time.perf_counter() - began
    assert await first.fetchval("select count(*) from pgqueuer") == 0, "jobs are left"
    return JOBS["pgqueuer"] / seconds


async def procrastinate(form, connection):
    from procrastinate import App, PsycopgConnector

    concurrency, = numbers(form)
    app = App(connector=PsycopgConnector(conninfo=connection))

    @app.task(name="nothing")
    async def nothing(n):
        pass
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        for start in range(0, JOBS["procrastinate"], 1000):
            await nothing.batch_defer_async(*({"n": start + n} for n in range(1000)))
        with psycopg.connect(connection, autocommit=True) as watch:
            watch.execute("vacuum analyze")
            began = time.perf_counter()
            await app.run_worker_async(
                wait=False, concurrency=concurrency, listen_notify=False, install_signal_handlers=False)
            seconds = time.perf_counter() - began
            left = watch.execute("select count(*) from procrastinate_jobs where status <> 'succeeded'").fetchone()[0]
    assert left == 0, f"{left} jobs are left"
    return JOBS["procrastinate"] / seconds


def main(name, form, connection):
    import uvloop
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(runner.run({"pgqueuer": pgqueuer, "procrastinate": procrastinate}[name](form, connection)))


if __name__ == "__main__":
    main(*sys.argv[1:])
