"""A run is what `python FILE` is, forked or fresh: the same output, end and modules."""

import os
import subprocess
import sys

import pytest

from lessonkit.errors import LessonError
from lessonkit.run import process
from lessonkit.run.pool import FORKS, Pool, process_environment
from small_course import Small

WAYS = ["forked", "fresh"] if FORKS else ["fresh"]

# each prints what could differ
SCRIPTS = {
    "arguments": "import sys\nprint(len(sys.argv), sys.argv[0] == __file__, sys.flags)",
    "argparse": (
        "import argparse\np = argparse.ArgumentParser()\n"
        "p.add_argument('--epochs', type=int, default=3)\n"
        "print(p.parse_args().epochs, p.prog)"
    ),
    "docstring": "print(__doc__, __name__, __spec__, __file__.endswith('.py'))",
    "names": "print(sorted(vars()), __builtins__ is __import__('builtins'))",
    "coroutine": (
        "import asyncio\n\n\nasync def two():\n    return 2\n\n\n"
        "print(asyncio.run(two()))"
    ),
    "traceback": (
        "import traceback\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n"
        "    print(traceback.format_exc())"
    ),
    "warning": "import warnings\nwarnings.warn('careful')\nprint('after')",
    "source": (
        "import inspect\n\n\ndef f():\n    return 1\n\n\n"
        "print(inspect.getsource(f), f.__module__, f.__code__.co_firstlineno)"
    ),
    "pickle": (
        "import pickle\n\n\nclass A:\n    x = 1\n\n\n"
        "print(pickle.loads(pickle.dumps(A())).x, pickle.dumps(A)[:40])"
    ),
    "dataclass": (
        "from __future__ import annotations\n\n# %% c\nimport dataclasses\n\n\n"
        "@dataclasses.dataclass\nclass P:\n    x: int = 1\n\n\n# %% d\n"
        "print(P(), P.__annotations__)"
    ),
    "exits": "print('before')\nraise SystemExit(0)\n\n# %% d\nprint('never')",
    "exits_plainly": "import sys\nprint('a')\nsys.exit()",
    "exits_with_1": "import sys\nprint('a')\nsys.exit(1)",
    "exits_with_words": "import sys\nsys.exit('these words')",
    "raises": "print('a')\nint('x')",
    "at_exit": "import atexit\natexit.register(print, 'late')\nprint('early')",
    "at_exit_after_a_mistake": "import atexit\natexit.register(print, 'late')\n1 / 0",
    "late_thread": (
        "import threading, time\n\n\ndef work():\n    for n in range(51):\n"
        "        time.sleep(0.002)\n        print(n)\n\n\n"
        "threading.Thread(target=work).start()"
    ),
    "both_streams": "import sys\nfor n in range(3):\n    print(n)\n"
    "    print(-n, file=sys.stderr)",
    "written_below_python": "import os\nprint('a')\nos.write(1, b'b\\n')\nprint('c')",
    "a_program": "import subprocess, sys\nprint('a')\n"
    "subprocess.run([sys.executable, '-c', 'print(1)'])\nprint('b')",
    "standard_input": "import sys\nprint(repr(sys.stdin.read()), sys.stdin.isatty())",
    "folder": "import os, sys\nprint(os.listdir('.'), os.path.basename(sys.path[0]))",
    "beside": "import helper\nprint(helper.__name__, helper.n)",
    "seeds_itself": "import random\nrandom.seed(3)\nprint(random.random())",
    "numbers": "import numpy as np\nprint(np.random.default_rng(1).normal(size=3))",
    "processes": (
        "import multiprocessing\n\n\ndef double(n):\n    return 2 * n\n\n\n"
        "if __name__ == '__main__':\n"
        "    with multiprocessing.get_context('spawn').Pool(2) as pool:\n"
        "        print(pool.map(double, [1, 2]))"
    ),
    "await_outside": "import asyncio\nawait asyncio.sleep(0)",
    "expression": "print('shown')\nNone",
}
WITH_MODULES = "import sys\nprint(sorted({m.split('.')[0] for m in sys.modules}))"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Write all scripts, and one more that makes NumPy worth importing ahead."""
    made = Small(tmp_path_factory.mktemp("same") / "site")
    made.write("snippets/helper.py", "n = 1")
    for name, code in SCRIPTS.items():
        name = f"odd_{name}"  # hides no module of Python's own
        if code.startswith("from __future__"):
            made.write(f"snippets/{name}.py", f'"""Title."""\n{code}\n')
        else:
            made.snippet(name, code)
    made.snippet("numpy_too", "import numpy")
    made.snippet("modules", WITH_MODULES)
    made.snippet("modules_of_numpy", f"import numpy\n{WITH_MODULES}")
    return made


@pytest.fixture(scope="module")
def pools(site):
    """Return a pool that forks and one that does not."""
    made = {way: Pool(site.paths, forks=way == "forked") for way in WAYS}
    every = [site.find(path.stem) for path in site.paths.snippets.glob("[!h]*.py")]
    for pool in made.values():
        pool.plan(every)
    yield made
    for pool in made.values():
        pool.close()


def alone(site, name, folder):
    """Run `python FILE` from an empty folder; return its end, output and errors."""
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, site.paths.snippets / f"{name}.py"],
        cwd=folder,
        env=process_environment(site.paths, {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    return done.returncode == 0, done.stdout, done.stderr


def plain(site, text):
    """Name files as pages do: from the project's root."""
    return text.replace(f"{site.paths.root}{os.sep}", "")


def ran(site, pool, name):
    """Run a snippet; return its end, output and errors, all cells joined."""
    try:
        outputs = process.run(pool, site.paths, site.find(name)).outputs
    except LessonError as error:
        return False, "", str(error)
    streams = {"stdout": "", "stderr": ""}
    for output in (output for cell in outputs for output in cell):
        streams[output["name"]] += output["text"]
    return True, streams["stdout"], streams["stderr"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", SCRIPTS)
def test_a_run_prints_and_ends_as_python_file_does(site, pools, tmp_path, name, way):
    well, printed, complained = alone(site, f"odd_{name}", tmp_path / "empty")
    found = ran(site, pools[way], f"odd_{name}")
    assert found[0] == well, found[2]
    if well:
        assert found[1] == plain(site, printed)
        assert found[2] == plain(site, complained)
    else:  # the same last line; the cause is in one of ours
        last = (complained.strip().splitlines() or [""])[-1]
        assert last.rpartition("Error: ")[2] in found[2]


@pytest.mark.parametrize("name", ["modules", "modules_of_numpy"])
def test_a_fork_knows_no_module_that_a_fresh_process_does_not(
    site, pools, tmp_path, name
):
    """What others import ahead is not there. The runner itself loads, of Python's own
    library, a little more than a script does.
    """
    _, printed, _ = alone(site, name, tmp_path / "empty")
    alike = set(eval(printed)) - set(sys.stdlib_module_names) | {"lessonkit"}
    for way in WAYS:
        found = set(eval(ran(site, pools[way], name)[1]))
        assert found - set(sys.stdlib_module_names) == alike
        assert ("numpy" in found) == (name == "modules_of_numpy")


@pytest.mark.skipif(not FORKS, reason="there is no fork here")
def test_a_run_leaves_nothing_to_the_next_one(site, pools):
    """Modules, seeds, environment, files noticed: each run begins anew."""
    site.snippet(
        "leaves_things",
        "import builtins, os, random, sys, numpy\nos.environ['LEFT'] = '1'\n"
        "numpy.random.seed(1)\nrandom.random()\nsys.modules['left'] = sys\n"
        "builtins.left = 1\nsys.path.append('left')\nnumpy.left = 1\n"
        "open(__file__.replace('leaves_things', 'helper')).close()",
    )
    site.snippet(
        "looks_for_things",
        "import builtins, os, random, sys, numpy\nprint('LEFT' in os.environ,"
        " 'left' in sys.modules, hasattr(builtins, 'left'), 'left' in sys.path,"
        " hasattr(numpy, 'left'), random.random())",
    )
    pool = pools["forked"]
    pool.plan([site.find(n) for n in ("leaves_things", "looks_for_things")])
    first = process.run(pool, site.paths, site.find("looks_for_things"))
    left = process.run(pool, site.paths, site.find("leaves_things"))
    second = process.run(pool, site.paths, site.find("looks_for_things"))
    assert first.outputs == second.outputs
    assert first.outputs[0][0]["text"].startswith("False False False False False ")
    assert left.report["reads"] == ["snippets/helper.py"]
    assert second.report["reads"] == []
