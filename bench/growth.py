"""How a warm build grows with the number of snippets, beside the same pages alone.

A site of N trivial snippets and N/4 pages, each of which shows four of them with a
claim, against the same pages with the outputs pasted in as plain Markdown.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from lessonkit.project import Project
from lessonkit.run.fingerprint import Uses, fingerprint, static_key
from lessonkit.run.snippet import find_all
from lessonkit.run.store import Entry, Store

SIZES = (25, 100, 400, 1000)
_PLUGIN = "plugins: [search, lessonkit: {publish: false}]\n"
_CONFIG = "site_name: Growth\nmarkdown_extensions: [{extensions}pymdownx.superfences]\n"
_SNIPPET = '''"""Number {n}."""

# %% c
number = {n}
print("number", number)
assert number == {n}, "claim: number-{n}"
'''
_SHOWN = """
/// example | s{n}#c
///

[It is {{{{ s{n}.number }}}}.](claim:number-{n})
"""
_PASTED = """
```python
number = {n}
print("number", number)
```

```text
number {n}
```

It is {n}.
"""


def growth() -> None:
    """Print CPU seconds of warm strict builds, and their ratio, for each size."""
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            ours = _site(Path(folder, "ours"), size, _SHOWN, machine=True)
            plain = _site(Path(folder, "plain"), size, _PASTED, machine=False)
            _fill(Project(ours))
            cpu_of(ours, "mkdocs", "build", "-q", "--strict")
            warm = cpu_of(ours, "mkdocs", "build", "-q", "--strict")
            bare = cpu_of(plain, "mkdocs", "build", "-q", "--strict")
            print(
                f"warm build, {size:5} snippets: {warm:6.1f} s of CPU,"
                f" {warm / bare:.1f} times the pages alone ({bare:.1f} s)"
            )


def _site(root: Path, size: int, shown: str, *, machine: bool) -> Path:
    """Write the site; without the machine its pages are plain Markdown."""
    (root / "docs").mkdir(parents=True)
    (root / "snippets").mkdir()
    config = _CONFIG.format(extensions="lessonkit, " if machine else "")
    if machine:
        config += f"{_PLUGIN}exclude_docs: '/notebooks/'\n"
        for n in range(size):
            text = _SNIPPET.format(n=n)
            (root / "snippets" / f"s{n}.py").write_text(text, "utf-8")
    (root / "mkdocs.yml").write_text(config, "utf-8")
    for first in range(0, size, 4):
        numbers = range(first, min(first + 4, size))
        text = f"# Page {first}\n" + "".join(shown.format(n=n) for n in numbers)
        name = f"page{first}.md" if first else "index.md"
        (root / "docs" / name).write_text(text, "utf-8")
    return root


def _fill(project: Project) -> None:
    """Put into the store what runs would: a thousand of them take longer than this."""
    store, uses = Store(project), Uses((), ())
    for found in find_all(project)[0]:
        static, n = static_key(project, found), int(found.name[1:])
        printed = {"output_type": "stream", "name": "stdout", "text": f"number {n}\n"}
        entry = Entry(
            snippet=found.name, fingerprint=fingerprint(project, static, uses),
            date="2026-01-02", seconds=1.0, cpu_seconds=1.0, python="3.11", versions={},
            outputs=[[printed]], values={"number": n},
        )  # fmt: skip
        store.put(static, uses, entry)


def cpu_of(folder: Path, *command: str) -> float:
    """Run `python -m …`; return the CPU seconds of it and of all that it started."""
    before = _used()
    subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, check=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return _used() - before


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
