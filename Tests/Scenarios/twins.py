"""An office, and a copy of its folder with an agent of its own on the same line."""

import shutil

from body import Desk

SAID = "a new incarnation begins"


class Twins:
    """Nobody writes to the folder when its copy is made: the office's, unless told otherwise."""

    def __init__(self, office, name="Copy-of", state=None):
        self.office, self.body = office, office.body
        self.copy = Desk(self.body.rig, f"{name}-{office.desk.short}")
        shutil.copytree(state or office.desk.state, self.copy.state)
        self.env = {**office.author.env, **self.copy.env}

    def close(self):
        if self.copy.name in self.body.rig.running:
            self.copy.pause()

    def write(self, here, there):
        """So many posts each: what the office's people and the copy's have written."""
        return ([self.office.writes(f"Here {number}.") for number in range(here)],
                [self.office.writes(f"There {number}.", env=self.env) for number in range(there)])

    def told(self):
        """The lines of both logs that tell of the fork."""
        logs = [self.body.rig.log(desk.name) for desk in (self.office.desk, self.copy)]
        return [line for log in logs if log.exists() for line in log.read_text().splitlines() if SAID in line]
