"""Starter files: their checks pass for the solution, and name typical mistakes.

All attempts are checked by pytest, and by Python in a page, which must say the same.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from bench.served import served
from lessonkit import web
from lessonkit.page import pages, references
from lessonkit.page.browser_python import browser_python
from lessonkit.run import snippet
from lessonkit.run.snippet import find
from tests.snippets.conftest import PROJECT

STARTERS = [name for name in snippet.names(PROJECT) if name.endswith("_start")]

_CONSTANT = re.compile(r"(rng|[A-Z]+) =")

# the beginning of an attempt at a pointer of Git LFS
POINTER = """
VERSION = "version https://git-lfs.github.com/spec/v1"
def pointer(content):
    oid = hashlib.sha256(content).hexdigest()"""

# a step of training as far as the error
STEP = """
def step(f, k, w, b, r):
    n, sums = len(k), f @ w + b
    powers = np.exp(sums - sums.max(axis=1, keepdims=True))
    error = powers / powers.sum(axis=1, keepdims=True) - np.eye(len(b))[k]"""

# the name of a starter, what somebody wrote in it, and what the check must say
MISTAKES = [
    ("ann_count", "def count(*s): return sum(a * b for a, b in zip(s, s[1:]))",
     "biases are missing"),
    ("ann_count", "def count(*s): return sum(a * b + a for a, b in zip(s, s[1:]))",
     "belong to neurons"),
    ("ann_count", "def count(*s): return sum(a * b + 1 for a, b in zip(s, s[1:]))",
     "a bias of its own"),
    ("ann_count", "def count(*s): return s[0] * s[1] + s[1]", "first layer only"),
    ("ann_count", "def count(*s): return s[0] * s[-1] + s[-1]", "one before"),
    ("cnn_count", "def parameters(k, s, c): return k * (s * s + 1)", "one channel"),
    ("cnn_count", "def parameters(k, s, c): return k * s * s * c", "has a bias"),
    ("cnn_count", "def parameters(k, s, c): return k * (s * s + 1) * c",
     "not for each channel"),
    ("cnn_count", "def width(n, size, stride=1): return n // stride", "border"),
    ("cnn_count", "def width(n, size, stride=1): return (n - size) // stride",
     "first one counts"),
    ("cnn_count", "def width(n, size, stride=1): return n - size + 1", "steps of 4"),
    ("cnn_count", "def width(n, size, stride=1): return (n - size) / stride + 1",
     "round down"),
    ("cnn_pooling", "def pool(m): return m[::2, ::2]", "first of each window"),
    ("cnn_pooling", "def pool(m): return m[:-1, :-1]", "not (3, 3)"),
    ("cnn_pooling", "def pool(m): return m.reshape(2, 2, 2, 2).mean(axis=(1, 3))",
     "average pooling"),
    ("cnn_pooling", "def pool(m): return m.reshape(2, 2, -1).max(axis=2)",
     "Not these"),
    ("cnn_pooling", """
def pool(m):
    half = len(m) // 2
    return m.reshape(half, 2, half, -1).max(axis=(1, 3))
""",
     "may differ"),
    ("cnn_pooling", """
def pool(m):
    answer = np.zeros((m.shape[0] // 2, m.shape[1] // 2), int)
    for i in range(m.shape[0]):
        for j in range(m.shape[1]):
            answer[i // 2, j // 2] = max(answer[i // 2, j // 2], m[i, j])
    return answer
""", "largest is negative"),
    ("photograph_light", "def light(m, w): return m.mean(axis=(0, 1)) * w",
     "one number for each place"),
    ("photograph_light", "def light(m, w): return m.sum(axis=2)", "count alike"),
    ("photograph_light", "def light(m, w): return m @ w / (m @ w).max()",
     "is to be 0"),
    ("photograph_light", "def light(m, w): return np.maximum(m @ w, 0)",
     "Divide by the largest"),
    ("photograph_light", """
def light(m, w):
    answer = np.maximum(m * w, 0).sum(axis=2)
    return answer / answer.max()
""", "set to 0 afterwards"),
    ("photograph_light", """
def light(m, w):
    answer = np.maximum(m @ w, 0)
    return answer / answer.max()
""", "is not a number"),
    ("photograph_light", """
def light(m, w):
    answer = np.maximum(m @ w, 0)
    return answer / answer.max() if answer.max() > 0 else answer + 1
""", "zeros"),
    ("transfer_step", "def step(f, k, w, b, r): return w", "Return two things"),
    ("transfer_step", "def step(f, k, w, b, r): return w.T[0], b", "shapes stay"),
    ("transfer_step", "def step(f, k, w, b, r): return w, b", "still what they were"),
    ("transfer_step", STEP + """
    return w + r * f.T @ error / n, b + r * error.sum(axis=0) / n
""", "goes uphill"),
    ("transfer_step", STEP + """
    return w - r * f.T @ error, b - r * error.sum(axis=0)
""", "Divide by the number"),
    ("transfer_step", STEP + """
    return w - f.T @ error / n, b - error.sum(axis=0) / n
""", "Mind the rate"),
    ("transfer_step", STEP + """
    return w - r * f.T @ (error + 1) / n, b - r * error.sum(axis=0) / n
""", "The slopes are not"),
    ("transfer_step", STEP + """
    return w - r * f.T @ error / n, b
""", "biases learn as well"),
    ("transfer_step", STEP + """
    return w - r * f.T @ error / n, b - r * error.sum(axis=0)
""", "slopes of the biases"),
    ("transfer_step", STEP.replace(" - sums.max(axis=1, keepdims=True)", "") + """
    return w - r * f.T @ error / n, b - r * error.sum(axis=0) / n
""", "ends in nan"),
    ("alexnet_sizes", """
def sizes(n):
    return [(n + 2 * p - w) / s + 1 for _, w, s, p in LAYERS]
""", "map of the one before"),
    ("alexnet_sizes", """
def sizes(n):
    found = []
    for _, window, stride, padding in LAYERS:
        n = (n + padding - window) / stride + 1
        found.append(n)
    return found
""", "add it twice"),
    ("alexnet_sizes", """
def sizes(n):
    found = []
    for _, window, stride, padding in LAYERS:
        n = (n + 2 * padding - window) // stride + 1
        found.append(n)
    return found
""", "Do not round"),
    ("alexnet_dropout",
     "def dropout(x, rate): return x * (rng.random(x.shape) >= rate)",
     "strengthen them"),
    ("alexnet_dropout",
     "def dropout(x, rate): return x * (rng.random(x.shape) < rate) / rate",
     "goes, not stays"),
    ("alexnet_dropout",
     "def dropout(x, rate): return x * (rng.random(x.shape) >= rate) * (1 - rate)",
     "Divide by"),
    ("alexnet_dropout",
     "def dropout(x, rate):"
     " return x * (rng.random((len(x), 1)) >= rate) / (1 - rate)", "Whole rows"),
    ("alexnet_dropout", """
def dropout(x, rate):
    return x * (np.random.default_rng(0).random(x.shape) >= rate) / (1 - rate)
""", "same numbers"),
    ("vgg_field", """
def fields(windows):
    return [sum(w for w, _ in windows[: n + 1]) for n in range(len(windows))]
""", "overlap"),
    ("vgg_field", """
def fields(windows):
    seen, found = 1, []
    for window, _ in windows:
        seen += window - 1
        found.append(seen)
    return found
""", "count on"),
    ("vgg_field", """
def fields(windows):
    seen, step, found = 1, 1, []
    for window, stride in windows:
        step = step * stride
        seen += (window - 1) * step
        found.append(seen)
    return found
""", "adds 1"),
    ("vgg_field", """
def fields(windows):
    seen, step, found = 1, 1, []
    for window, stride in windows:
        seen += (window - 1) * step
        step = max(step, stride)
        found.append(seen)
    return found
""", "Steps multiply"),
    ("ann_xor", "FIRST, SECOND, OUTPUT = [1, 1, 0], [0, 0, 0], [1, 0, 0]",
     "take the excess"),
    ("ann_xor", "FIRST, SECOND, OUTPUT = [1, 1, 0], [1, 1, 0], [1, -1, 1]",
     "see biases"),
    ("ann_xor", "FIRST, SECOND, OUTPUT = [0, 0, 0], [1, 1, -1], [0, 1, 0]", "is AND"),
    ("ann_xor", "FIRST, SECOND, OUTPUT = [1, 1, 0], [1, 1, -1], [-1, 2, 1]", "equal"),
    ("ann_xor", "FIRST, SECOND, OUTPUT = [1, 1], [1, 1], [1, -2]", "a bias"),
    ("cnn_slanted", "KERNEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])",
     "upright edges at least"),
    ("cnn_slanted", "KERNEL = np.array([[0, 1, 2], [-1, 0, 1], [-2, -1, 0]])",
     "the other slant"),
    ("cnn_slanted", "KERNEL = np.array([[0, 0, 1], [0, 1, 0], [1, 0, 0]])",
     "add up to 0"),
    ("versus_matrix", """
def as_matrix(kernel):
    answer = np.zeros((4, 16))
    for n in range(4):
        one = np.zeros((4, 4))
        one[n // 2:n // 2 + 3, n % 2:n % 2 + 3] = kernel
        answer[n] = one.ravel()
    return answer
""", "Turn it"),
    ("versus_matrix", "def as_matrix(kernel): return np.ones((16, 4))",
     "others get a zero"),
    ("versus_matrix", """
def as_matrix(kernel):
    answer = np.zeros((16, 4))
    for n in range(4):
        one = np.zeros((4, 4))
        one[n // 2:n // 2 + 3, n % 2:n % 2 + 3] = kernel[::-1, ::-1]
        answer[:, n] = one.ravel()
    return answer
""", "You turned the kernel"),
    ("versus_matrix", """
def as_matrix(kernel):
    answer = np.zeros((16, 4))
    for n in range(4):
        one = np.zeros((4, 4))
        one[n % 2:n % 2 + 3, n // 2:n // 2 + 3] = kernel
        answer[:, n] = one.ravel()
    return answer
""", "row by row"),
    ("googlenet_reduce", "def weights(i, o, r=None): return 9 * (r or i) * o",
     "has weights, too"),
    ("googlenet_reduce", """
def weights(i, o, r=None):
    return 9 * i * r + 9 * r * o if r else 9 * i * o
""", "first kernel is 1 × 1"),
    ("googlenet_reduce", "def weights(i, o, r=None): return 9 * o",
     "for each input map"),
    ("googlenet_reduce", "def widest(i, o): return 165", "already costs more"),
    ("googlenet_average",
     "def average_first(m, w, b): return m.sum(axis=(0, 1)) @ w + b", "take the mean"),
    ("googlenet_average",
     "def average_first(m, w, b): return m.mean(axis=(0, 1)) @ w", "Add the bias"),
    ("googlenet_average", "def decide_first(m, w, b): return m @ w + b",
     "at each place"),
    ("googlenet_average",
     "def decide_first(m, w, b): return (m @ w + b).sum(axis=(0, 1))",
     "mean of the answers"),
    ("lenet_slide", """
def as_kernel(weights, side):
    return weights.reshape(-1, side, side, weights.shape[-1]).transpose(1, 2, 0, 3)
""", "another order"),
    ("lenet_slide",
     "def as_kernel(weights, side): return weights.T.reshape(7, 5, 5, 16)",
     "units come last"),
    ("lenet_slide", "def places(pixels): return pixels // 32", "Windows overlap"),
    ("lenet_slide", "def places(pixels): return pixels - 31", "4 pixels wide"),
    ("lenet_slide", "def places(pixels): return (pixels - 32) // 2 + 1",
     "steps multiply"),
    ("resnet_identity", """
def residual_kernel(maps):
    answer = np.zeros((3, 3, maps, maps))
    answer[1, 1] = np.eye(maps)
    return answer
""", "comes twice"),
    ("resnet_identity", "def plain_kernel(maps): return np.zeros((3, 3, maps, maps))",
     "no shortcut"),
    ("resnet_identity", """
def plain_kernel(maps):
    answer = np.zeros((3, 3, maps, maps))
    answer[1, 1] = 1
    return answer
""", "from itself only"),
    ("strengths_separable", "def separable(i, o): return 9 * i", "weights, too"),
    ("strengths_separable", "def separable(i, o): return 9 * o + i * o",
     "map that comes in"),
    ("strengths_separable", "def separable(i, o): return 9 + i * o",
     "kernel of its own"),
    ("strengths_separable", "def full(i, o): return 9 * o", "for each input map"),
    ("ann_scaling", "def standardise(m): return (m - m.mean()) / m.std()", "`axis=0`"),
    ("ann_scaling", "def standardise(m): return m - m.mean(axis=0)", "Now divide"),
    ("ann_scaling", "def standardise(m): return (m - m.mean(axis=0)) / m.var(axis=0)",
     "not by its square"),
    ("ann_scaling", "def standardise(m): return (m - m.mean(axis=0)) / m.std()",
     "a deviation of its own"),
    ("ann_scaling", "def standardise(m): return m / m.max(axis=0)", "the mean first"),
    ("ann_scaling", """
def standardise(m):
    m -= m.mean(axis=0)
    m /= m.std(axis=0)
    return m
""", "leave the raw one"),
    ("versus_border", """
def average(p, k):
    answers = [
        (p[i:i + 3, j:j + 3] * k).sum()
        for i in range(len(p) - 2) for j in range(len(p) - 2)
    ]
    return np.mean(answers)
""", "put zeros around"),
    ("versus_border", """
def average(p, k):
    p = np.pad(p, 1)
    return max((p[i:i + 3, j:j + 3] * k).sum() for i in range(3) for j in range(3))
""", "take the mean"),
    ("versus_border", """
def average(p, k):
    p = np.pad(p, 1)
    return sum((p[i:i + 3, j:j + 3] * k).sum() for i in range(3) for j in range(3))
""", "sum of all answers"),
    ("versus_border", """
def average(p, k):
    p, k = np.pad(p, 1), k[::-1, ::-1]
    return sum((p[i:i + 3, j:j + 3] * k).sum() for i in range(3) for j in range(3)) / 9
""", "turned round"),
    ("strengths_mirror", "def mirrored(images): return images[::-1]",
     "changed places"),
    ("strengths_mirror", "def mirrored(images): return images[:, ::-1]", "upside down"),
    ("strengths_mirror", "def mirrored(images): return np.rot90(images, 2, (1, 2))",
     "half turn"),
    ("strengths_mirror", """
def confusions(labels, answers):
    table = np.zeros((10, 10), int)
    table[labels, answers] += 1
    return table
""", "add up"),
    ("strengths_mirror", """
def confusions(labels, answers):
    table = np.zeros((10, 10), int)
    np.add.at(table, (answers, labels), 1)
    return table
""", "Rows are what was shown"),
    ("strengths_mirror", """
def confusions(labels, answers):
    table = np.zeros((10, 10), int)
    wrong = labels != answers
    np.add.at(table, (labels[wrong], answers[wrong]), 1)
    return table
""", "on the diagonal"),
    ("evolution_depth", "def depth(n): return sum(c for c, _ in n.values())",
     "those on one way"),
    ("evolution_depth", "def depth(n): return len(n)", "not the pooling"),
    ("evolution_depth", """
def depth(n):
    found = {}
    for name, (counts, before) in n.items():
        found[name] = counts + min([found[b] for b in before] or [0])
    return found[name]
""", "Another way is longer"),
    ("evolution_depth", """
def depth(n):
    found = {}
    for name, (counts, before) in n.items():
        found[name] = counts + (found[before[-1]] if before else 0)
    return found[name]
""", "not the longest"),
    ("hosting_pointer", """
def pointer(content):
    oid = hashlib.sha256(content).hexdigest()
    return f"oid sha256:{oid}\\nsize {len(content)}\\n"
""", "in this order"),
    ("hosting_pointer", f"""
{POINTER}
    return f"{{VERSION}}\\noid sha256:{{oid}}\\nsize {{len(content)}}"
""", "ends in a line break"),
    ("hosting_pointer", f"""
{POINTER}
    return f"{{VERSION}}\\noid {{oid}}\\nsize {{len(content)}}\\n"
""", "which fingerprint"),
    ("hosting_pointer", f"""
{POINTER}
    oid = hashlib.md5(content).hexdigest()
    return f"{{VERSION}}\\noid sha256:{{oid}}\\nsize {{len(content)}}\\n"
""", "have fewer"),
    ("hosting_pointer", f"""
{POINTER}
    oid = hashlib.sha256(str(content).encode()).hexdigest()
    return f"{{VERSION}}\\noid sha256:{{oid}}\\nsize {{len(content)}}\\n"
""", "something else"),
    ("hosting_pointer", f"""
{POINTER}
    return f"{{VERSION}}\\noid sha256:{{oid}}\\nsize {{len(content) // 1000}}\\n"
""", "not in kilobytes"),
]  # fmt: skip


# what does not come to a check, or fails in the reader's own lines
BROKEN = [
    ("ann_count", "def count(*s): return nothing"),
    ("ann_count", "def count(*s): return s[10]"),
    ("ann_count", "def count(*s): return count(*s)"),
    ("ann_count", "count = 1 / 0"),
    ("ann_count", "def count(*s: return 0"),
    ("ann_count", "import a_package_that_is_nowhere"),
    ("ann_count", "raise SystemExit(3)"),
]


@dataclass(frozen=True)
class Outcome:
    """What pytest says of an attempt.

    Attributes:
        passed: How many checks passed.
        failed: The reports of those that failed.
        broken: Reports of what did not even come to a check.
    """

    passed: int
    failed: list[str]
    broken: list[str]

    def lines(self) -> list[str]:
        """List what the failed checks say."""
        return [line for text in self.failed for line in _said(text)]

    def first_lines(self) -> list[str]:
        """List the first line of what each failed check says."""
        return [_said(text)[0] for text in self.failed]


def _said(report: str) -> list[str]:
    return re.findall(r"^E +(?:AssertionError: )?(.*)$", report, re.M)


Attempt = tuple[str, str]  # the name of a starter, and what somebody wrote in it


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[Attempt, Outcome]:
    """Check all attempts in one process: starting pytest takes longer than a check."""
    folder = tmp_path_factory.mktemp("attempts")
    attempts = _attempts()
    files = [
        _write(folder / str(number), *attempt)
        for number, attempt in enumerate(attempts)
    ]
    report = folder / "report.xml"
    together = ["--import-mode=importlib", "--continue-on-collection-errors"]
    done = _pytest(folder, *together, f"--junit-xml={report}", *files)
    assert report.is_file(), done.stdout + done.stderr
    cases = list(ElementTree.parse(report).iter("testcase"))
    return {
        attempt: _outcome([case for case in cases if _is_of(case, number)])
        for number, attempt in enumerate(attempts)
    }


def _attempts() -> list[Attempt]:
    """List all mistakes, then each starter with its solution and as it is."""
    attempts = [(starter, yours) for starter, yours, _ in MISTAKES]
    attempts += BROKEN[:-1]  # the last would end pytest
    for name in map(_name, STARTERS):
        attempts += [(name, _solution(name)), (name, "")]
    return attempts


def _is_of(case: ElementTree.Element, number: int) -> bool:
    """Tell whether a check is of the attempt in this folder."""
    place = f"{case.get('classname')}.{case.get('name')}"
    return place.lstrip(".").startswith(f"{number}.")


def _outcome(cases: list[ElementTree.Element]) -> Outcome:
    assert cases, "pytest found no check"
    failed = [part.text or "" for case in cases for part in case.findall("failure")]
    broken = [part.text or "" for case in cases for part in case.findall("error")]
    return Outcome(len(cases) - len(failed) - len(broken), failed, broken)


def _name(starter: str) -> str:
    return starter.removeprefix("exercises/").removesuffix("_start")


def _write(folder: Path, starter: str, yours: str) -> Path:
    """Put an attempt into a file of its own."""
    file = folder / f"{starter}_start.py"
    folder.mkdir(exist_ok=True)
    file.write_text(_filled(starter, yours), "utf-8")
    return file


def _filled(starter: str, yours: str) -> str:
    """Put an attempt below what is to be filled in."""
    path = PROJECT.snippets / f"exercises/{starter}_start.py"
    head, marker, check = path.read_text("utf-8").partition("# %% check")
    assert marker
    return f"{head}\n{yours}\n\n{marker}{check}"


def _pytest(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
    )


def _solution(starter: str) -> str:
    """Return functions and CONSTANTS of the solution, without its comparison."""
    code = find(PROJECT, f"exercises/{starter}").code[0].source
    kept = (ast.Import, ast.ImportFrom, ast.FunctionDef)
    parts = [
        ast.unparse(part)
        for part in ast.parse(code).body
        if isinstance(part, kept) or _CONSTANT.match(ast.unparse(part))
    ]
    others = ("keras", "snippets", "model_selection")  # only the comparison needs them
    return "\n".join(p for p in parts if not any(other in p for other in others))


@pytest.mark.parametrize("starter", STARTERS)
def test_the_solution_passes(outcomes: dict[Attempt, Outcome], starter: str) -> None:
    outcome = outcomes[_name(starter), _solution(_name(starter))]
    assert outcome.passed and not outcome.failed and not outcome.broken


@pytest.mark.parametrize("starter", STARTERS)
def test_an_untouched_file_fails_with_a_sentence(
    outcomes: dict[Attempt, Outcome], starter: str
) -> None:
    outcome = outcomes[_name(starter), ""]
    assert not outcome.broken
    said = "\n".join(outcome.failed)
    assert re.search(r"AssertionError: [A-Z][^\n]+\.", said), said


@pytest.mark.parametrize(("starter", "yours", "said"), MISTAKES)
def test_a_typical_mistake_is_named(
    outcomes: dict[Attempt, Outcome], starter: str, yours: str, said: str
) -> None:
    outcome = outcomes[starter, yours]
    assert not outcome.broken
    assert any(said in line for line in outcome.lines()), outcome.failed


@pytest.mark.parametrize(("solved", "code"), [(True, 0), (False, 1)])
def test_a_reader_checks_one_file_by_one_command(
    tmp_path: Path, solved: bool, code: int
) -> None:
    name = _name(STARTERS[0])
    file = _write(tmp_path, name, _solution(name) if solved else "")
    done = _pytest(tmp_path, file.name)
    assert done.returncode == code, done.stdout
    assert solved or re.search(r"AssertionError: [A-Z][^\n]+\.", done.stdout)


def test_each_starter_has_mistakes_and_a_page() -> None:
    assert {name for name, *_ in MISTAKES} == set(map(_name, STARTERS))
    named = {
        reference.text
        for page in pages.in_order(PROJECT)
        for reference in references.scan(page.read_text("utf-8"))
        if reference.kind == "exercise"
    }
    assert named == set(STARTERS)


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Open an empty page that can ask Python."""
    site = tmp_path_factory.mktemp("site")
    python = browser_python(PROJECT)
    assert python
    for name, content in python.files(False):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        given = content if isinstance(content, bytes) else content.read_bytes()
        (site / name).write_bytes(given)
    (site / web.FOLDER).symlink_to(web.HERE)
    scripts = [web.address(name) for name in ("page.js", "python/python.js")]
    tags = "".join(f"<script src={script}></script>" for script in scripts)
    (site / "index.html").write_text(f"<!doctype html><title>-</title>{tags}")
    with served(site) as address:
        opened = browser.new_page()
        opened.goto(address)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def in_page(page: Page) -> dict[Attempt, dict[str, Any]]:
    """Check all attempts by one Python in one page."""
    python = browser_python(PROJECT)
    assert python
    asked = []
    for starter, yours in _attempts():
        wheels = python.needs(_filled(starter, ""))
        asked.append([wheels, _filled(starter, yours), f"{starter}_start.py"])
    answers = page.evaluate(
        """async (asked) => {
          const [answers, call] = [[], "checking.check"];
          for (const [wheels, source, name] of asked)
            answers.push(await lessonkit.python.ask(wheels, [call, source, name]));
          return answers;
        }""",
        asked,
    )
    return dict(zip(_attempts(), answers, strict=True))


@pytest.mark.parametrize("attempt", _attempts(), ids=lambda a: f"{a[0]}: {a[1][:40]}")
def test_the_page_says_what_pytest_says(
    outcomes: dict[Attempt, Outcome],
    in_page: dict[Attempt, dict[str, Any]],
    attempt: Attempt,
) -> None:
    outcome, answer = outcomes[attempt], in_page[attempt]
    if outcome.broken:
        assert answer["broken"]["sentence"] == _said(outcome.broken[0])[-1]
        return
    assert answer["broken"] is None
    said = [one["said"] for one in answer["checks"]]
    found = [one["sentence"].splitlines()[0] for one in said if one]
    assert found == outcome.first_lines()
    assert said.count(None) == outcome.passed


@pytest.mark.parametrize("attempt", BROKEN, ids=lambda a: a[1])
def test_the_page_names_the_line(page: Page, attempt: Attempt) -> None:
    """Also of what would end pytest, and not Python in the page."""
    starter, yours = attempt
    head = _filled(starter, yours).partition(yours)[0].count("\n") + 1
    answer = page.evaluate(
        "call => lessonkit.python.ask([], call)",
        ["checking.check", _filled(starter, yours), "a.py"],
    )
    said = answer["broken"] or next(one["said"] for one in answer["checks"])
    assert said["sentence"].startswith(said["kind"])
    assert head in said["lines"]
