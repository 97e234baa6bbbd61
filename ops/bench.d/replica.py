"""Two clusters of which one follows the other by PostgreSQL's own logical replication."""

import time

import psycopg

from rig import ROOT, Cluster


class Pair:
    """A source and a target; one table of the source is published to the target."""

    def __init__(self, stage, made, table):
        self.table = table
        self.source, self.target = (Cluster(stage.rig, fast=stage.fast, name=name) for name in ("source", "target"))
        self.source.superuser("postgres", "alter system set wal_level = logical")
        for verb in ("stop", "start"):
            words = ["--fast"] if stage.fast and verb == "start" else []
            stage.rig.call(ROOT / "ops/cluster", verb, self.source.folder, *words, patient=True)
        for cluster in (self.source, self.target):
            cluster.superuser("crier", made)
        self.source.superuser("crier", f"create publication acts for table {table}")
        env = self.source.env
        self.target.superuser("crier", f"""
            create subscription acts connection 'host={env["SOCKET"]} port={env["PORT"]} user=postgres dbname=crier'
            publication acts with (copy_data = false)""")

    def connect(self, cluster):
        return psycopg.connect(host=cluster.env["SOCKET"], port=cluster.port, user="postgres", dbname="crier",
                               autocommit=True)

    def writer(self):
        """By the local socket, as nothing is known of offices here: faster, if anything, than theirs."""
        return self.connect(self.source)

    def wait(self, rows):
        """Until the target has so many rows."""
        with self.connect(self.target) as watch:
            while watch.execute(f"select count(*) from {self.table}").fetchone()[0] < rows:
                time.sleep(0.02)

    def empty(self):
        self.source.superuser("crier", f"truncate {self.table}")
        with self.connect(self.target) as watch:
            while watch.execute(f"select exists (select from {self.table})").fetchone()[0]:
                time.sleep(0.02)


def pair(stage, made, table):
    """The pair of a stage, made when it is first asked for."""
    if not stage.pair:
        stage.pair = Pair(stage, made, table)
    return stage.pair
