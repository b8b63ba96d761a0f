"""The site's scripts: their types hold, and what needs no page does what it says."""

from __future__ import annotations

import re

from lessonkit import web
from tests.javascript import node


def test_types_hold() -> None:
    """TypeScript reads the JSDoc of every script and finds nothing to say."""
    compiler = node.packages() / "typescript/bin/tsc"
    done = node.run(compiler, "--project", ".", "--pretty", "false")
    assert done.returncode == 0, done.stdout + done.stderr
    listed = node.run(compiler, "--project", ".", "--listFilesOnly").stdout
    for name in ("docs/assets/network/conv.js", "lessonkit/web/questions.js"):
        assert name in listed, f"{name} was not looked at"
    assert "plotly-cartesian" not in listed


def test_units() -> None:
    """Node's own test runner passes all of *.test.mjs."""
    files = sorted(node.HERE.glob("*.test.mjs"))
    done = node.run("--test", "--test-reporter=tap", *files)
    assert done.returncode == 0, done.stdout + done.stderr
    counts = dict(re.findall(r"^# (\w+) (\d+)$", done.stdout, re.MULTILINE))
    assert int(counts["pass"]) > len(files)
    assert counts["fail"] == counts["skipped"] == counts["todo"] == "0"


def test_the_page_carries_what_the_text_of_the_kernel_says() -> None:
    """WebAssembly cannot be read, so it is assembled anew and compared."""
    node.packages()
    done = node.run("assemble.mjs")
    assert done.returncode == 0, done.stderr
    script = (node.HERE.parents[1] / "docs/assets/vision/simd.js").read_text("utf-8")
    assert len(done.stdout) > 1000
    assert f'"{done.stdout.strip()}"' in script


# what the kit does, in the words of those who do it again, and where it is done
ONCE = {
    r"data-md-color-scheme\"\]": {"parts.js"},
    r"clipboard\.writeText": {"parts.js"},
    r"download: ": {"parts.js"},
    r"type: \"button\", class: \"lk-button\"": {"parts.js"},
    r"\(\"-\", \"−\"\)|\? \"−\" : \"\"": {"numbers.js"},
    r"setInterval": set(),
    r"class: \"lk-hidden\", \"aria-live\"": {"parts.js"},
}


def test_small_parts_are_written_once() -> None:
    """Widgets take them from `window.lessonkit`."""
    apart = ("vendor", "outputs")
    scripts = {
        path.relative_to(assets).as_posix(): path.read_text("utf-8")
        for assets in (node.HERE.parents[1] / "docs/assets", web.HERE)
        for path in assets.rglob("*.js")
        if not any(part in path.as_posix() for part in apart)
    }
    assert len(scripts) > 50
    for pattern, known in ONCE.items():
        found = {name for name, text in scripts.items() if re.search(pattern, text)}
        assert found == known, pattern
