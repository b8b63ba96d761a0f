"""Figures as still pictures: for readers without JavaScript, for paper, for Markdown.

Plotly draws them, in a browser, by the code and in the colours of the page itself: so
they are right wherever the page is. A picture is kept under all that it is made of.
Where there is no browser a page has none; its words and its table stand there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lessonkit import web
from lessonkit.config import config
from lessonkit.disk_cache import code_of, keep, kept
from lessonkit.errors import LessonError
from lessonkit.figure import plotly_json
from lessonkit.in_browser import answers
from lessonkit.project import Project
from lessonkit.report import log

KIND = "stills"  # where they are kept
THEMES = ("light", "dark")
WIDTH = 720  # pixels, unless the figure says its own
SECONDS = 60  # for a picture, at most

_LOOKS = "assets/figures/"  # what a course says of its looks
_TOKENS = "assets/tokens.css"
_ROOM = Path(__file__).with_name("room.js")


@dataclass(frozen=True)
class Still:
    """A figure's pictures, each as SVG that needs no style, font or script."""

    light: str
    dark: str

    def __iter__(self) -> Any:
        """Pair each theme's name with its picture."""
        return iter([("light", self.light), ("dark", self.dark)])


def get(project: Project, figure: dict[str, Any]) -> Still | None:
    """Return the pictures of a figure if they have been drawn."""
    text = kept(project, KIND, _parts(project, figure))
    return Still(**json.loads(text)) if text else None


def draw(
    project: Project, wanted: Iterable[tuple[str, dict[str, Any]]]
) -> list[LessonError]:
    """Draw the figures that have no picture yet.

    Args:
        project: The site.
        wanted: Figures, each with the file that shows it.

    Returns:
        Those that Plotly cannot draw; none where there is no browser.

    Raises:
        LessonError: The disk is full or the folder cannot be written.
    """
    todo = {}
    for where, figure in wanted:
        parts = _parts(project, figure)
        if kept(project, KIND, parts) is None:
            todo[plotly_json.asset(figure)[0]] = (where, figure, parts)
    if not todo:
        return []
    log.info("Drawing %d still pictures", len(todo))
    jobs = {key: _job(figure) for key, (_, figure, _) in todo.items()}
    drawn, reason = _drawn(project, jobs)
    if reason:  # a busy machine; or one without a browser, as the second time will say
        left = {key: job for key, job in jobs.items() if key not in drawn}
        more, reason = _drawn(project, left)
        drawn |= more
    troubles = []
    for key, (where, figure, parts) in todo.items():
        answer = drawn.get(key, {})
        if "error" in answer:
            troubles.append(_trouble(figure, answer["error"], where))
        elif answer:
            text = json.dumps({theme: answer[theme] for theme in THEMES})
            keep(project, KIND, parts, text)
    if reason:
        log.info(
            "Pages have no still pictures, but words and tables in their place: %s."
            " `playwright install chromium` brings a browser.",
            reason,
        )
    return troubles


def _drawn(
    project: Project, jobs: dict[str, dict[str, Any]]
) -> tuple[dict[str, dict[str, str]], str]:
    """Draw in a process of its own; return what it said, and why it stopped early."""
    job = {
        "styles": [str(path) for path in _styles(project)],
        "scripts": [str(path) for path in _scripts(project)],
        "seconds": SECONDS,
        "figures": jobs,
    }
    return answers("lessonkit.figure.still", job, 60 + SECONDS * len(jobs))


def _job(figure: dict[str, Any]) -> dict[str, Any]:
    width = figure.get("layout", {}).get("width") or WIDTH
    height = plotly_json.height(figure)
    return {"figure": plotly_json.slim(figure), "width": width, "height": height}


def _trouble(figure: dict[str, Any], why: str, where: str) -> LessonError:
    names = [str(trace.get("name") or trace.get("type")) for trace in figure["data"]]
    return LessonError(
        f"Plotly cannot draw a figure with the traces {', '.join(names[:4])}: {why}",
        "Look at it in a notebook: the page would show nothing either.",
        where,
    )


def _parts(project: Project, figure: dict[str, Any]) -> list[object]:
    """Return all that a picture is made of."""
    own = [*_styles(project), *_scripts(project), _ROOM]
    states = [state for path in own for state in code_of(path)]
    size = [figure.get("layout", {}).get("width"), plotly_json.height(figure)]
    # what a widget shows of a figure is not what Plotly draws
    drawn = plotly_json.slim(figure) if plotly_json.widget(figure) else None
    return [states, plotly_json.asset(figure)[0], size, drawn]


def _styles(project: Project) -> list[Path]:
    return [web.TOKENS, *_files(project, [_TOKENS])]


def _scripts(project: Project) -> list[Path]:
    """List what draws figures in pages: Plotly, our scripts, the course's own."""
    listed = map(str, config(project).get("extra_javascript") or [])
    own = _files(project, [part for part in listed if part.startswith(_LOOKS)])
    return [web.plotly(), *web.files(web.FIRST), *own, *web.files(web.DRAWING)]


def _files(project: Project, names: Iterable[str]) -> list[Path]:
    return [path for name in names if (path := project.docs / name).is_file()]
