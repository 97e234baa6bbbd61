"""Takes the figures that ops/bench is asked for and shows them: see ops/bench --help."""

import argparse
import importlib
import sys
from pathlib import Path

from history import enough_disk
from rows import AGING, LONG, ROWS
from stage import Stage
from table import Table


def arguments():
    reader = argparse.ArgumentParser(prog="ops/bench", add_help=False)
    reader.add_argument("names", nargs="*")
    reader.add_argument("--folder", required=True, type=Path)
    reader.add_argument("--binaries", required=True, type=Path)
    reader.add_argument("--runs", type=int, default=3)
    reader.add_argument("--json", action="store_true")
    reader.add_argument("--long", action="store_true")
    reader.add_argument("--up-to", type=int, default=LONG[-1])
    reader.add_argument("--fast", action="store_true")
    return reader.parse_args()


def main():
    asked = arguments()
    rows = [row for row in ROWS if not asked.names or row[0] in asked.names]
    histories = [acts for acts in LONG if asked.long and acts <= asked.up_to]
    table = Table()
    stage = Stage(asked.folder, asked.binaries, fast=asked.fast)
    try:
        if histories:
            enough_disk(stage, histories[-1])
        stage.begin()
        for name, module, what in rows:
            for run in range(asked.runs):
                stage.tell.say(f"{what} ({run + 1} of {asked.runs})")
                table.add(importlib.import_module(module).measure(stage, run))
        for acts in histories:
            stage.tell.say(f"a history of {acts} acts")
            stage.ages(acts)
            for name, module, what in rows:
                if name in AGING:
                    stage.tell.say(f"{what}, after {stage.history} acts")
                    figures = importlib.import_module(module).measure(stage, 0)
                    for figure in figures:
                        figure.name += f", after 10^{len(str(stage.history)) - 1} acts"
                    table.add(figures)
    finally:
        stage.rig.stop()
        if table.runs:  # also what was measured before something failed
            settings = ", ".join(f"{key} {value}" for key, value in stage.conditions.items())
            print(table.json(stage.conditions) if asked.json else f"{table.text()}\n\n{settings}")


if __name__ == "__main__":
    sys.exit(main())
