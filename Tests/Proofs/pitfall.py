"""One way of getting at another region's rows, and how it is shown to be closed.

`attack` runs against a copy of the database and gives what it got: nothing while the guard stands, something once one
of the `mutations` has taken it away. `control` is the same thing done by whom it is for: it must work, else the
denial would show nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Pitfall:
    number: int
    name: str
    attack: Callable
    control: Callable
    mutations: tuple[str, ...]
    undo: str = field(default="", kw_only=True)  # of what a mutation takes from the whole cluster

    def __str__(self):
        return f"{self.number:02} {self.name}"
