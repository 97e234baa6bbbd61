"""Figures and how they are shown: each beside its limit, as the median of some runs with their spread."""

import json
from statistics import median


class Figure:
    """What one run measured: a value, and, where there is one, the limit that was measured in the same run."""

    def __init__(self, name, value, unit, limit=None, of=None, more=False, conditions=""):
        """`of` names the limit; `more`: less is better, so the ratio is the limit over the value."""
        self.name, self.value, self.unit = name, value, unit
        self.limit, self.of, self.conditions = limit, of, conditions
        self.less = more

    @property
    def ratio(self):
        if self.limit is None or not self.value or not self.limit:
            return None
        return self.limit / self.value if self.less else self.value / self.limit


class Table:
    """The figures of all runs, by name and limit."""

    def __init__(self):
        self.runs = {}

    def add(self, figures):
        for figure in figures:
            self.runs.setdefault((figure.name, figure.of), []).append(figure)

    def rows(self):
        return [self.row(figures) for figures in self.runs.values()]

    def row(self, figures):
        first = figures[0]
        values = [figure.value for figure in figures]
        limits = [figure.limit for figure in figures if figure.limit is not None]
        ratios = [figure.ratio for figure in figures if figure.ratio is not None]
        middle = median(values)
        return {
            "name": first.name, "value": rounded(middle), "unit": first.unit,
            "limit": {"name": first.of, "value": rounded(median(limits))} if limits else None,
            "ratio": round(median(ratios), 3) if ratios else None,
            "spread": round((max(values) - min(values)) / middle, 3) if middle else 0.0, "runs": len(values),
            "conditions": first.conditions}

    def text(self):
        rows = [("figure", "value", "unit", "limit", "", "ratio", "spread")]
        for row in self.rows():
            limit = row["limit"] or {"name": "", "value": ""}
            ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}"
            rows.append((row["name"], shown(row["value"]), row["unit"], shown(limit["value"]), limit["name"], ratio,
                         f"{row['spread']:.0%}"))
        widths = [max(len(row[column]) for row in rows) for column in range(7)]
        right = {1, 3, 5, 6}
        return "\n".join("  ".join(
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths))).rstrip() for row in rows)

    def json(self, settings):
        return json.dumps({"settings": settings, "rows": self.rows()}, indent=2)


def rounded(value):
    """Three digits that mean something."""
    return round(value) if value >= 100 else float(f"{value:.3g}")


def shown(value):
    return f"{value:,}" if isinstance(value, (int, float)) else value
