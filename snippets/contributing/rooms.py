"""The rooms of lessonkit, drawn from its own import statements.

Each Python file is parsed, none is imported. Rooms stand on floors: the arrow
from one to another is as thick as there are imports between their files.
"""

# %% read
import ast
from collections import Counter
from pathlib import Path

import plotly.graph_objects as go

HOME = Path(__file__).parents[2] / "lessonkit/src/lessonkit"
FLOORS = ["web", "ground", "figure", "run", "page", "ledger", "site", "top"]
TOP = {"__main__", "check", "markdown", "new", "new_course", "testing"}
NAMES = {"ground": "project, files, errors", "top": "commands, Markdown"}


def floor(name):
    """Return the floor of a module, named by its path below the package."""
    first = name.split(".")[0]
    if first in FLOORS:
        return first
    return "top" if first in TOP else "ground"


def module(path):
    """Name a file as an import below the package does."""
    parts = path.relative_to(HOME).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(text):
    """Yield the dotted names below `lessonkit` that a file imports from."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


files = [
    path
    for path in sorted(HOME.rglob("*.py"))
    if path.relative_to(HOME).parts[0] != "course"
]
lines, arrows, counted = Counter(), Counter(), Counter()
for path in files:
    here = floor(module(path))
    text = path.read_text("utf-8")
    counted[here] += 1
    lines[here] += len(text.splitlines())
    for name in imported(text):
        if name.startswith("lessonkit."):
            there = floor(name.removeprefix("lessonkit."))
            arrows[here, there] += here != there
modules, total = len(files), sum(lines.values())
up = sum(
    count
    for (here, there), count in arrows.items()
    if FLOORS.index(there) > FLOORS.index(here)
)
assert up == 0, arrows
print(f"{modules} files, {total:,} lines; no import leads up")

# %% picture
fig = go.Figure()
for level, name in enumerate(FLOORS):
    said = f"<b>{NAMES.get(name, name)}</b><br>{counted[name]} files"
    fig.add_shape(
        type="rect", x0=0, x1=3, y0=level - 0.34, y1=level + 0.34,
        line={"width": 1}, layer="below",
    )  # fmt: skip
    fig.add_annotation(x=1.5, y=level, text=said, showarrow=False)
for (here, there), count in sorted(arrows.items()):
    top, bottom = FLOORS.index(here), FLOORS.index(there)
    if not count:
        continue
    out = 3 + 0.75 * (top - bottom)  # how far the arrow swings out
    begin, end = top - 0.05, bottom + 0.12
    fig.add_shape(
        type="path", line={"width": 0.6 + count**0.5 / 2.5},
        path=f"M 3,{begin} C {out},{begin} {out},{end} 3.08,{end}",
    )  # fmt: skip
    fig.add_annotation(
        x=3, y=end, ax=6, ay=0, axref="pixel", ayref="pixel", text="",
        arrowhead=2, arrowwidth=1.2,
    )  # fmt: skip
fig.add_scatter(x=[0], y=[0], mode="markers", opacity=0, hoverinfo="skip")
table = [["room", "files", "lines", "imports from"]]
for name in reversed(FLOORS):
    below = [f"{b} ({n})" for (a, b), n in arrows.items() if a == name and n]
    row = [NAMES.get(name, name), counted[name], lines[name]]
    table.append([*row, ", ".join(below)])
fig.update_xaxes(visible=False, range=[-0.2, 9])
fig.update_yaxes(visible=False, range=[-0.6, len(FLOORS) - 0.4])
fig.update_layout(height=560, showlegend=False, meta={"twin": table})
fig.show()
