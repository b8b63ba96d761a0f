"""Starts a lesson: one page, one snippet, one test, all of which work at once."""

from __future__ import annotations

import keyword
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path
from string import Template

import yaml

from lessonkit.errors import LessonError
from lessonkit.files import write_atomically
from lessonkit.project import Project
from lessonkit.settings import settings

_NAME = re.compile(r"[a-z][a-z0-9_]*")

_PAGE = Template("""\
---
description: >-
  $title: say in 50 to 240 characters what a reader finds here. Search engines and
  previews show it.
---

# $title

Open with a question that the reader can see, then show the answer.

<div class="lk-opening" markdown>

- **You will learn** what a reader can do afterwards.
- **Time** 10 minutes.
- **You need** nothing but Python.

</div>

## Five measurements { #measure }

/// example | experiments/$name#measure
    emphasize: print
///

The mean of the five measurements is {{ experiments/$name.mean:.2f }}.

/// output | experiments/$name#picture
    alt: Five measurements scatter around {{ experiments/$name.mean:.2f }}, their mean.

Say here what the picture shows, not what it is.
///

## Summary { #summary }

What the reader knows now.

## Check yourself { #check-yourself }

/// question | Where does the number in this sentence come from?
- [ ] Somebody typed it.
    > No number on this site is typed: a typed number goes stale without a word.
- [x] The snippet left it at module level when it ran.
    > Yes. Change the snippet, and the sentence changes with it.
///

## Exercises { #exercises }

**More of them.** Measure fifty times instead of five. How far is the mean from 10 now?

## Next { #next }

Say what to read next, and why.
""")

_SNIPPET = Template('''\
"""$title: five measurements and their mean.

Say in a few sentences what this shows and where the idea comes from.
"""

# %% measure
import numpy as np

rng = np.random.default_rng(0)
measurements = rng.normal(loc=10, scale=2, size=5)
mean = float(measurements.mean())
print(f"mean of {len(measurements)} measurements: {mean:.2f}")

# %% picture
import plotly.graph_objects as go

fig = go.Figure(go.Scatter(y=measurements, mode="markers", name="measured"))
fig.add_scatter(y=[mean] * len(measurements), mode="lines", name="mean")
fig.update_layout(xaxis_title="measurement", yaxis_title="value")
fig.show()
''')

_TEST = Template('''\
"""What must hold of `experiments/$name`."""


def test_the_mean_is_that_of_the_measurements(run_snippet):
    left = run_snippet("experiments/$name")
    assert left["mean"] == left["measurements"].mean()
''')


def scaffold(project: Project, name: str) -> list[Path]:
    """Write the three files of a new lesson and list it in the navigation.

    Args:
        project: The site.
        name: Of the lesson: lower-case letters, digits and `_`.

    Returns:
        The files that were made or changed.

    Raises:
        LessonError: The name is malformed or taken; then nothing is written.
    """
    if not _NAME.fullmatch(name):
        raise LessonError(
            f"`{name}` is not a lesson name",
            "Use lower-case letters, digits and _, such as `pooling`.",
        )
    if name in _taken():
        raise LessonError(
            f"`{name}` is a word or a module of Python",
            "Choose another name: a file called so would hide it from its neighbours.",
        )
    title = name.replace("_", " ").capitalize()
    folder = next(iter(settings(project).taught_in), "lessons").strip("/")
    files = {
        project.docs / folder / f"{name}.md": _PAGE,
        project.snippets / "experiments" / f"{name}.py": _SNIPPET,
        project.root / "tests" / "snippets" / f"test_{name}.py": _TEST,
    }
    for path in files:
        if path.exists():
            raise LessonError(
                f"{project.relative(path)} exists already", "Choose another name."
            )
    config = project.root / "mkdocs.yml"
    text = _in_navigation(config.read_text("utf-8"), title, f"{folder}/{name}.md")
    for path, template in files.items():
        write_atomically(path, template.substitute(name=name, title=title).encode())
    if text is not None:
        write_atomically(config, text.encode())
    return [*files, *([config] if text is not None else [])]


def _taken() -> set[str]:
    return {*keyword.kwlist, *sys.stdlib_module_names, *packages_distributions()}


def _in_navigation(config: str, title: str, page: str) -> str | None:
    """Add a page behind the last of its folder in `nav`; comments stay as they are."""
    folder = re.escape(page.rpartition("/")[0])
    entries = list(re.finditer(rf"^( +)- .*\b{folder}/\S+\.md[ \t]*$", config, re.M))
    if not entries:
        return None
    last = entries[-1]
    if not isinstance(yaml.safe_load(title), str):
        title = f'"{title}"'  # Yes, No, On, Null
    line = f"\n{last[1]}- {title}: {page}"
    return config[: last.end()] + line + config[last.end() :]
