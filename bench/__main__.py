"""`python -m bench`: prints ratios, each pair measured in one run.

Nothing here is asserted: machines are noisy, and a ratio is read by a person.
Everything happens in copies of the project in a temporary folder.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.exercises import exercises
from bench.growth import cpu_of, growth
from bench.photograph import photograph
from bench.playground import playground
from bench.served import chromium
from bench.serving import arriving, serve
from bench.variants import jupyter_site, pasted_site
from lessonkit.page.order import lesson_order
from lessonkit.project import Project
from lessonkit.run.runner import cores
from lessonkit.run.snippet import find
from lessonkit.run.store import Store

LEFT_OUT = shutil.ignore_patterns(
    ".venv", ".git", ".lessonkit", "site", "node_modules", "__pycache__", "*.egg-info",
    "outputs", "notebooks", "tests",
)  # fmt: skip


def main() -> None:
    """Run all measurements and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--repeat", type=int, default=5, help="warm builds of each kind"
    )
    parser.add_argument(
        "--no-jupyter", action="store_true", help="leave mkdocs-jupyter's execution out"
    )
    parser.add_argument(
        "--kept",
        action="store_true",
        help="no cold run: take what there is",
    )
    options = parser.parse_args()
    source = Project.find().root
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        ours = Path(folder) / "ours"
        shutil.copytree(source, ours, ignore=LEFT_OUT)
        project = Project(ours)
        if options.kept:
            shutil.copytree(Project(source).store, project.store)
        cold = 0.0 if options.kept else _cold(project)
        jupyter = None if options.no_jupyter else _jupyter(project, Path(folder))
        if jupyter and cold:
            _line("cold run, to mkdocs-jupyter `execute`", cold / jupyter, "below 1")
        warm = _warm(project, Path(folder), options.repeat)
        if jupyter:
            _line(
                "mkdocs-jupyter uncached, to warm build", jupyter / warm, "at least 5"
            )
        _edited(project, warm)
        _weights(ours / "site")
        _outputs_alone(project)
        serve(project)
        if cold:
            arriving(project, cold)
        playground(ours / "site", chromium())
        photograph(ours / "site", chromium())
        exercises(ours / "site", chromium())
        growth()


def _cold(project: Project) -> float:
    """Measure a first run against what its own snippets need at least."""
    wall = _time(project.root, "-m", "lessonkit", "run")
    store = Store(project)
    entries = [store.get(found) for found in lesson_order(project)[0]]
    done = [entry for entry in entries if entry]
    longest = max(entry.seconds for entry in done)
    busy = sum(entry.cpu_seconds for entry in done)
    bound = max(longest, busy / cores())
    print(f"{len(done)} snippets, {busy:.1f} s of CPU, the longest {longest:.1f} s")
    _line("cold run, to its bound", wall / bound, "at most 1.25", wall)
    return wall


def _jupyter(project: Project, folder: Path) -> float:
    """Measure mkdocs-jupyter executing the same files, without its cache."""
    site = jupyter_site(project, folder / "jupyter")
    wall = _build(site)
    print(f"mkdocs-jupyter `execute: true`, same files: {wall:.1f} s")
    return wall


def _warm(project: Project, folder: Path, repeat: int) -> float:
    """Measure builds with nothing stale, in turn with the pasted site's."""
    _build(project.root)
    pasted = pasted_site(project, folder / "pasted", ())
    slimmest = pasted_site(project, folder / "slimmest", ("mkdocs-jupyter",))
    sites = (project.root, pasted, slimmest)
    builds = [[_cpu_of_build(site) for site in sites] for _ in range(repeat)]  # in turn
    ours, theirs, bare = map(min, zip(*builds, strict=True))
    print(f"warm build: {ours:.1f} s of CPU")
    _line("warm build, to outputs pasted in", ours / theirs, "at most 1.3")
    print(f"  the same without loading mkdocs-jupyter: {ours / bare:.2f}")
    warm = _build(project.root)
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "mkdocs", "build", "-q"],
        cwd=project.root,
        env=_environment(project.root),
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    found = "yes" if " tensorflow" in loaded.stderr else "no"
    print(f"warm build imports TensorFlow: {found} (wanted: no)")
    return warm


def _outputs_alone(project: Project) -> None:
    """Measure a build on a machine that has got the outputs and nothing else."""
    kept = project.root / ".lessonkit"
    for folder in [*kept.iterdir(), project.notebooks, project.assets]:
        if folder != project.store:
            shutil.rmtree(folder) if folder.is_dir() else folder.unlink()
    cpu = cpu_of(project.root, "mkdocs", "build", "-q")
    print(f"cold build, outputs there: {cpu:.1f} s of CPU  wanted: at most 25 s")


def _edited(project: Project, warm: float) -> None:
    """Measure a build after one snippet's code changed."""
    found = lesson_order(project)[0][0]
    text = found.path.read_text("utf-8")
    found.path.write_text(f"{text}\n# %%\nEDITED = True\n", "utf-8")
    wall = _build(project.root)
    entry = Store(project).get(find(project, found.name))
    own = entry.seconds if entry else 0.0
    _line(
        "one edited snippet, to its time + warm", wall / (own + warm), "at most 1", wall
    )


def _weights(site: Path) -> None:
    """Print what pages weigh, gzipped as a server sends them."""

    def heaviest(pattern: str) -> str:
        sizes = {p: len(gzip.compress(p.read_bytes(), 9)) for p in site.glob(pattern)}
        if not sizes:
            return "none"
        page = max(sizes, key=lambda p: sizes[p])
        return f"{sizes[page] / 1024:.1f} KB ({page.parent.relative_to(site)})"

    print(f"heaviest lesson's HTML:   {heaviest('lessons/*/index.html')}, at most 60")
    print(f"heaviest notebook's HTML: {heaviest('notebooks/*/*/index.html')}")


def _line(what: str, ratio: float, wanted: str, seconds: float | None = None) -> None:
    took = f"  ({seconds:.1f} s)" if seconds is not None else ""
    print(f"{what:<42} {ratio:6.2f}  wanted: {wanted}{took}")


def _build(folder: Path) -> float:
    return _time(folder, "-m", "mkdocs", "build", "-q")


def _cpu_of_build(folder: Path) -> float:
    return cpu_of(folder, "mkdocs", "build", "-q")


def _time(folder: Path, *command: str) -> float:
    before = time.perf_counter()
    subprocess.run(
        [sys.executable, *command], cwd=folder, env=_environment(folder), check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return time.perf_counter() - before


def _environment(folder: Path) -> dict[str, str]:
    """Make the copy's own packages win over the installed ones."""
    extra = {"PYTHONPATH": str(folder), "NO_MKDOCS_2_WARNING": "1"}
    return {**os.environ, **extra}


if __name__ == "__main__":
    main()
