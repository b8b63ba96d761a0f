"""Whatever a snippet does: outputs or one clear error, and its processes are gone.

All ill-behaved snippets run once, side by side, so that each is also a witness that
the others finish.
"""

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from lessonkit.run import failures, pool
from lessonkit.run.pool import FORKS
from small_course import Small
from waiting import until

PLOTLY = "application/vnd.plotly.v1+json"
SHOW = "from IPython.display import display\ndisplay({%r: %s}, raw=True)"

# what it does -> the code, and what is said of it
FAILING = {
    "raises": (
        "x = 1\n\n1 / 0",
        r":7: ZeroDivisionError in cell `c`: division by zero",
    ),
    "raises_below": (
        "def inner():\n    raise KeyError('k')\n\n\ninner()",
        r":6: KeyError in cell `c`: 'k'",
    ),
    "raises_late": (
        "# %% first\n# only a comment\n\n# %% second\nx = 1\nint('x')",
        r":9: ValueError in cell `second`: invalid literal",
    ),
    "raises_in_an_earlier_cell": (
        "# %% first\ndef f():\n    x = 0\n    1 / x\n\n# %% second\n\nx = 1\nf()",
        r":7: ZeroDivisionError in cell `first`: division by zero",
    ),
    "raises_lines": (
        "raise ValueError('one\\ntwo')",
        r":5: ValueError in cell `c`: one\. \nTraceback",
    ),
    "raises_coloured": (
        "raise ValueError('\\x1b[31mred\\x1b[0m')",
        r":5: ValueError in cell `c`: red\.",
    ),
    "raises_endlessly": (
        "raise ValueError('x' * 5_000_000)",
        r":5: ValueError in cell `c`: x{300} …\.",
    ),
    "syntax": ("x = 1\nreturn x", r":6: SyntaxError in cell `c`: 'return' outside"),
    "hangs": ("while True:\n    pass", r":5: cell `c` still running after 2 s"),
    "sleeps": ("import time\ntime.sleep(99)", r":5: cell `c` still running after 2 s"),
    "sys_exit": ("import sys\nsys.exit(3)", r":6: SystemExit in cell `c`: 3\. Let"),
    "exits_with_words": ("exit('no data')", r":5: SystemExit in cell `c`: no data\."),
    "os_exit": (
        "import os\nos._exit(0)",
        r":5: cell `c` ended its process, with exit code 0, before its last line\.",
    ),
    "crashes": (
        "import ctypes\nctypes.string_at(0)",
        r":5: cell `c` crashed \(SIGSEGV\)\. .*`python -X faulthandler snippets/cr",
    ),
    "exits_with_a_thread_that_does_not": (
        "import threading, time\ndef forever():\n    while True:\n"
        "        time.sleep(0.01)\n\n\nthreading.Thread(target=forever).start()",
        r":5: cell `c` still running after 2 s",
    ),
    "breaks_python": (
        "import builtins\nbuiltins.sorted = None",
        r":5: cell `c` leaves what cannot be described: TypeError: .* Leave Python's",
    ),
    "prints_half_a_character": (
        "print('fine')\nprint('a\\ud800')",
        r":6: UnicodeEncodeError in cell `c`: 'utf-8' codec can't encode",
    ),
    "shows_no_base64": (
        SHOW % ("image/png", "'no base64'"),
        r": what it shows as `image/png` is not base64\. Give it as bytes",
    ),
    "shows_markup_as_a_picture": (
        SHOW % ("image/jpeg", "'AA\"><script>alert(1)</script>'"),
        r": what it shows as `image/jpeg` is not base64",
    ),
    "shows_a_number_as_text": (
        SHOW % ("text/plain", "5"),
        r": what it shows as `text/plain` is a int and no text\. Give it as a string",
    ),
    "shows_what_no_json_knows": (
        SHOW % ("application/json", "{1j}"),
        r":6: TypeError in cell `c`: Object of type set is not JSON serializable",
    ),
    "kills_itself": (
        "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
        r":5: cell `c` was killed \(SIGKILL\)\. It killed itself, or memory ran out",
    ),
    "dies_with_a_child": (
        "import os, subprocess\n"
        "child = subprocess.Popen(['sleep', '7531'])\n"
        "open(os.environ['LEFT'], 'w').write(str(child.pid))\n"
        "os._exit(1)",
        r":5: cell `c` ended its process, with exit code 1,",
    ),
    "prints_50_mb": ("print('x' * 50_000_000)", r":5: cell `c` prints more than 1 MB"),
    "prints_without_end": (
        "while True:\n    print('x' * 100)",
        r":5: cell `c` prints more than 1 MB\. Print less",
    ),
    "shows_200_mb": (
        SHOW % ("text/html", "'x' * 200_000_000"),
        r":5: cell `c` shows more than 5 MB\. Draw fewer",
    ),
    "shows_a_huge_figure": (
        SHOW % (PLOTLY, "{'data': [{'y': [0.123] * 2_000_000}], 'layout': {}}"),
        r":5: cell `c` shows more than 5 MB",
    ),
    "shows_nan": (
        SHOW % (PLOTLY, "{'data': [{'x': [1, 2], 'y': [1, None], 'name': 'n'}]}"),
        r":5: the figure's trace `n` holds NaN",
    ),
    "shows_nan_by_plotly": (
        "import plotly.graph_objects as go, numpy as np\n"
        "go.Figure(go.Scatter(y=np.array([1, np.nan, 3]))).show()",
        r":5: the figure's trace `0` holds NaN",
    ),
    "shows_no_trace": (SHOW % (PLOTLY, "{'data': []}"), r":5: the figure has no trace"),
    "shows_no_figure": (
        SHOW % (PLOTLY, "{'data': [5]}"),
        r":5: the figure is not what",
    ),
    "asks": (
        "name = input('?')",
        r":5: EOFError in cell `c`: EOF when reading a line",
    ),
    "needs_a_package": (
        "import no_such_package",
        r":5: ModuleNotFoundError in cell `c`: No module named 'no_such_package'\."
        r" Install the packages: `pip install -r requirements.txt`",
    ),
    "misspells_a_package": ("import nunpy", r":5: .*'nunpy'.* did you mean `numpy`\?"),
    "needs_a_name": ("from os import nothing", r":5: ImportError[\s\S]*File "),
}

# what it does -> the code, and what it prints
FINE = {
    "well_behaved": ("print('fine')", "fine\n"),
    "warns": ("import warnings\nwarnings.warn('careful')\nprint('fine')", "fine\n"),
    "lets_a_thread_run": (
        "import threading, time\n"
        "def forever():\n    while True:\n        time.sleep(0.01)\n\n\n"
        "threading.Thread(target=forever, daemon=True).start()\nprint('fine')",
        "fine\n",
    ),
    "lets_a_thread_print": (
        "import threading, time\n"
        "def forever():\n    while True:\n        print(end='y')\n"
        "        time.sleep(0.001)\n\n\n"
        "print('fine')\nthreading.Thread(target=forever, daemon=True).start()",
        "fine\n",
    ),
    "leaves_a_child": (
        "import subprocess\nchild = subprocess.Popen(['sleep', '7531']).pid\n"
        "print('fine')",
        "fine\n",
    ),
    "forks": (
        "import os\nchild = os.fork()\nif not child:\n    os._exit(0)\n"
        "os.waitpid(child, 0)\nprint('fine')",
        "fine\n",
    ),
    "forks_and_stays": (
        "import os\nchild = os.fork()\nif child:\n    print('fine')",
        "fine\n",
    ),
    "deletes_its_folder": (
        "import os, shutil\nshutil.rmtree(os.getcwd())\nprint('fine')",
        "fine\n",
    ),
    "goes_elsewhere": ("import os\nos.chdir('/')\nprint(os.getcwd())", "/\n"),
    "redefines": (
        "print('fine')\nprint = open = len = globals = __name__ = None",
        "fine\n",
    ),
    "leaves_half_a_character": (
        "text = 'a\\ud800'\nprint('fine')",
        "fine\n",
    ),
    "is_main_and_knows_its_file": (
        "print(__name__, __file__.rsplit('/', 1)[-1])",
        "__main__ is_main_and_knows_its_file.py\n",
    ),
    "exits": ("print('fine')\nexit()\nprint('after')", "fine\n"),
    "exits_at_the_end": ("print('fine')\nraise SystemExit(0)", "fine\n"),
    "starts_a_child_in_its_own_session": (
        "import subprocess\n"
        "child = subprocess.Popen(['sleep', '7531'], start_new_session=True).pid\n"
        "print('fine')",
        "fine\n",
    ),
    "leaves_a_daemon": (
        "import os, time\nif os.fork():\n    os.wait()\n    print('fine')\nelse:\n"
        "    os.setsid()\n    if os.fork():\n        os._exit(0)\n"
        "    time.sleep(7531)",
        "fine\n",
    ),
    "replaces_what_reports_need": (
        "import json, os\njson.dumps = os.write = os.fstat = None\nprint('fine')",
        "fine\n",
    ),
    "prints_no_text": (
        "import os\n_ = os.write(1, b'fine\\n\\xff\\n')",
        "fine\n\N{REPLACEMENT CHARACTER}\n",
    ),
    "prints_through_c": (
        "import ctypes, os\nprint('fine')\n_ = ctypes.CDLL(None).puts(b'by C')",
        "fine\nby C\n",
    ),
    "has_a_child_that_prints": (
        "import subprocess\nprint('fine')\nsubprocess.run(['echo', 'a child'])\n"
        "print('after')",
        "fine\na child\nafter\n",
    ),
    "prints_at_its_end": (
        "import atexit, threading, time\natexit.register(print, 'last')\n"
        "def late():\n    time.sleep(0.1)\n    print('later')\n\n\n"
        "threading.Thread(target=late).start()\nprint('fine')",
        "fine\nlater\nlast\n",
    ),
    "shows_progress": (
        "for n in range(3):\n    print(f'\\r{n + 1}/3', end='')\n"
        "print('\\nloss 0.5\\b\\b\\b0.25')",
        "3/3\nloss 0.25\n",
    ),
    "seeds": ("import random\nprint(random.random())", "0.8444218515250481\n"),
}

SHORT = ("hangs", "sleeps", "exits_with_a_thread_that_does_not")

LEFT = """
import enum, math
whole, real, truth, text = 3, 0.5, True, "word"
class Level(enum.IntEnum):
    HIGH = 7
level = Level.HIGH
none, nan, inf, number = None, math.nan, math.inf, 1j
huge, long = 10**5000, "x" * 5000
rows, table, mixed = [1, [2]], {"a": (1, 2)}, [object()]
nans, big = [math.nan], list(range(100_000))
loop = []; loop.append(loop)
class Hostile:
    shape = 5
    def __len__(self): raise RuntimeError
    def __repr__(self): raise RuntimeError
hostile = Hostile()
class Worse:
    def __getattr__(self, name): raise RuntimeError(name)
worse = Worse()
import numpy
scalar, zero_d, array = numpy.float32(0.5), numpy.array(4), numpy.zeros((2, 3))
_hidden = 1
"""


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Run all of the above; return the site and how each snippet ended."""
    folder = tmp_path_factory.mktemp("process")
    project = Small(folder / "site")
    for name, (code, _) in {**FAILING, **FINE}.items():
        header = "# time limit: 2 s" if name in SHORT else ""
        project.snippet(name, code, header=header)
    project.snippet("leaves", LEFT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEFT", str(folder / "left"))
        results = project.run(jobs=4)
    left = {n: r.entry.values["child"] for n, r in results.items()
            if r.entry and "child" in r.entry.values}  # fmt: skip
    left["dies_with_a_child"] = int((folder / "left").read_text())
    left |= {f"process {pid}": pid for pid in started_with(str(folder / "left"))}
    return project, results, left


@pytest.mark.parametrize("name", FAILING)
def test_a_failing_snippet_is_one_error_with_its_place(ran, name):
    _, results, _ = ran
    assert results[name].entry is None
    said = str(results[name].error)
    assert re.search(rf"^snippets/{name}\.py{FAILING[name][1]}", said), said


@pytest.mark.parametrize("name", FINE)
def test_an_odd_snippet_runs_and_its_outputs_are_kept(ran, name):
    project, results, _ = ran
    assert results[name].error is None, str(results[name].error)
    streams = [o for o in results[name].entry.outputs[0] if o["name"] == "stdout"]
    assert "".join(o["text"] for o in streams).startswith(FINE[name][1])
    assert project.store.get(project.find(name)) == results[name].entry


def test_a_traceback_shows_its_last_frames_and_no_colours(ran):
    text = str(ran[1]["raises_below"].error)
    assert 'File "snippets/raises_below.py", line 6, in inner' in text
    assert "raise KeyError('k')" in text
    assert "\x1b" not in text
    assert len(text.splitlines()) <= failures.LAST_FRAMES + 1


def test_an_error_is_never_longer_than_a_page(ran):
    for result in ran[1].values():
        assert len(str(result.error)) < 6000


def test_standard_error_is_kept_apart(ran):
    outputs = ran[1]["warns"].entry.outputs[0]
    kinds = {o["name"]: o["text"] for o in outputs}
    assert kinds["stdout"] == "fine\n"
    assert "careful" in kinds["stderr"]


def test_scalars_are_values(ran):
    assert ran[1]["leaves"].entry.values == {
        "whole": 3,
        "real": 0.5,
        "truth": True,
        "text": "word",
        "level": 7,
        "scalar": 0.5,
        "zero_d": 4,
    }


def test_lists_and_dicts_of_a_moderate_size_are_data(ran):
    assert ran[1]["leaves"].entry.data == {"rows": [1, [2]], "table": {"a": [1, 2]}}


def test_all_else_is_named_with_what_it_is(ran):
    others = ran[1]["leaves"].entry.others
    assert others["nan"] == "nan"
    assert others["none"] == "a NoneType"
    assert others["huge"] == "a whole number of more than 300 digits"
    assert others["long"] == "str of length 5000"
    assert others["rows"] == "list of length 2"
    assert others["big"] == "list of length 100000"
    assert others["array"] == "ndarray of shape (2, 3)"
    assert others["hostile"] == "a Hostile"
    assert others["worse"] == "a Worse"
    assert "_hidden" not in others


def test_half_characters_do_not_reach_the_store(ran):
    assert ran[1]["leaves_half_a_character"].entry.values["text"] == "a?"


def test_no_process_and_nothing_started_by_one_is_left(ran):
    _, _, left = ran
    assert set(left) >= {"leaves_a_child", "forks_and_stays", "dies_with_a_child"}
    assert "starts_a_child_in_its_own_session" in left
    for name, pid in left.items():
        assert not is_running(pid), name
    assert not [name for name in left if name.startswith("process ")]


def started_with(mark):
    """List the processes that have this in `LEFT`, whoever their parent is by now."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get("LEFT") == mark and alive(process):
                found.append(process.pid)
    return found


def is_running(pid):
    return psutil.pid_exists(pid) and alive(psutil.Process(pid))


def alive(process):
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_broken_tensorflow_is_one_clear_line(project):
    broken = "raise ImportError('libtensorflow.so: cannot open shared object file')"
    project.write("snippets/tensorflow/__init__.py", broken)
    project.snippet("net", "import tensorflow as tf")
    error = str(project.run("net")["net"].error)
    assert error == (
        "snippets/net.py:5: ImportError in cell `c`: libtensorflow.so: cannot open"
        " shared object file. Install the packages: `pip install -r requirements.txt`."
    )


def test_a_broken_installation_of_the_runner_is_one_clear_line(project):
    """What shows a value cannot be imported."""
    project.write("IPython/__init__.py", "raise ImportError('no IPython')")
    error = str(project.run(project.snippet("a", "1").name)["a"].error)
    assert error.startswith(
        "snippets/a.py:5: ImportError in cell `c`: no IPython. Inst"
    )


def test_a_process_that_does_not_start_is_one_clear_line(project, monkeypatch):
    monkeypatch.setattr(pool, "_START", "raise ImportError('no Python')")
    error = str(project.run(project.snippet("a", "1").name)["a"].error)
    said = "snippets/a.py: the process does not get ready: ImportError: no Python."
    assert error.startswith(said)


def test_the_users_own_start_up_files_change_nothing(project, monkeypatch):
    started = project.write("startup.py", "print('mine'); x = 5")
    monkeypatch.setenv("PYTHONSTARTUP", str(started))
    profile = "ipython/profile_default/startup/00.py"
    project.write(profile, "print('mine'); x = 5")
    monkeypatch.setenv("IPYTHONDIR", str(project.root / "ipython"))
    monkeypatch.setenv("MPLBACKEND", "qtagg")
    lines = "import os, IPython\nprint('x' in dir(), os.environ['MPLBACKEND'])\n1"
    project.snippet("a", lines)
    backend = "module://lessonkit.run.matplotlib_backend"
    assert project.entry("a").outputs[0][0]["text"] == f"False {backend}\n"


def test_byte_code_of_packages_is_written_even_where_the_shell_forbids(
    project, tmp_path, monkeypatch
):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    paths = [str(tmp_path / "installed"), os.environ["PYTHONPATH"]]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    (tmp_path / "installed").mkdir()
    (tmp_path / "installed/helper.py").write_text("")
    project.snippet("a", "import helper")
    project.entry("a")
    assert list((tmp_path / "installed/__pycache__").glob("helper.*.pyc"))


def test_a_module_saved_twice_within_a_second_runs_as_it_is_now(project):
    """Byte code knows its source by its size and the second of its change."""
    project.write("snippets/tools/__init__.py", "")
    project.snippet("a", "from snippets.tools.numbers import FACTOR\nx = FACTOR")
    moment = 1_800_000_000_000_000_000
    for factor in range(3):
        path = project.write("snippets/tools/numbers.py", f"FACTOR = {factor}\n")
        os.utime(path, ns=(moment, moment + factor))
        python = [sys.executable, "-c", "import snippets.tools.numbers"]
        subprocess.run(python, cwd=project.root, check=True)  # leaves byte code
        assert project.entry("a").values["x"] == factor


# --------------------------------------------------------------- the runner is ended


@pytest.fixture
def running(project):
    """Start `lessonkit run` on two endless snippets; return it and its processes."""
    for name in ("a", "b"):
        tell = f"open(r'{project.root}/{name}.pid', 'w').write(str(os.getpid()))"
        project.snippet(name, f"import os\n{tell}\nwhile True:\n    pass")
    run = subprocess.Popen(
        project.command("lessonkit", "run", "--jobs", "2"),
        cwd=project.root,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    files = [project.root / f"{name}.pid" for name in ("a", "b")]
    until(lambda: all(f.exists() and f.read_text() for f in files))
    processes = [psutil.Process(int(f.read_text())) for f in files]
    yield run, processes
    run.kill()
    run.wait()
    for one in filter(alive, processes):
        one.kill()


@pytest.mark.parametrize("signals", [1, 2])
def test_ctrl_c_ends_the_run_and_its_processes(running, signals):
    run, processes = running
    for _ in range(signals):
        os.kill(run.pid, signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 130
    assert said.startswith("stopped; what had finished is kept\n")
    assert signals > 1 or "Traceback" not in said
    if signals == 1:
        assert not any(map(alive, processes)), "they end before the run"
    until(lambda: not any(map(alive, processes)))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGHUP])
def test_processes_end_by_themselves_when_the_run_is_killed(running, number):
    run, processes = running
    assert all(map(alive, processes))
    os.kill(run.pid, number)
    run.wait(timeout=60)
    until(lambda: not any(map(alive, processes)))
    folder = Path(os.environ["TMPDIR"])
    until(lambda: not list(folder.glob("lessonkit-*")))


def test_a_library_sees_no_prompt_as_with_python_file(project):
    """TensorFlow, for one, logs to standard output where it finds a prompt."""
    project.snippet("a", "import sys\nprompt = hasattr(sys, 'ps1')")
    assert project.entry("a").values == {"prompt": False}


@pytest.mark.parametrize(
    "code",
    [
        "Path(ROOT, 'docs/x.md').write_text('x')",
        "open(Path(ROOT, 'docs/there.md'), 'a').close()",
        "open(Path(ROOT, 'docs/there.md'), 'r+b').close()",
        "Path(ROOT, 'docs/there.md').unlink()",
        "Path(ROOT, 'docs/there.md').rename('mine.md')",
        "Path('mine.md').write_text('x'); shutil.move('mine.md', Path(ROOT, 'docs'))",
        "Path(ROOT, 'docs/new/deep').mkdir(parents=True)",
        "np.save(Path(__file__).with_name('x.npy'), [1])",
        "os.close(os.open(str(Path(ROOT, 'x')), os.O_WRONLY | os.O_CREAT))",
        "os.symlink(__file__, Path(ROOT, 'docs/link'))",
        "os.truncate(Path(ROOT, 'docs/there.md'), 0)",
    ],
)
def test_what_is_written_elsewhere_is_named_with_its_line(project, code):
    project.write("docs/there.md", "text")
    code = code.replace("ROOT", repr(str(project.root)))
    project.snippet(
        "a", f"import os, shutil\nfrom pathlib import Path\nimport numpy as np\n{code}"
    )
    error = project.run("a")["a"].error
    assert error.where == "snippets/a.py:8"
    assert "not the run's own" in error.cause


def test_a_library_may_write_beside_itself_wherever_it_is_installed(project):
    """Gradio does when it is imported for the first time."""
    project.snippet(
        "a",
        "import os, sysconfig\nfrom pathlib import Path\n"
        "seed = Path(sysconfig.get_path('purelib'), f'seed-{os.getpid()}.txt')\n"
        "seed.write_text('x')\nseed.unlink()\nthere = seed.exists()",
    )
    assert not project.paths.root.is_relative_to(sys.prefix)
    assert project.entry("a").values["there"] is False


def test_what_is_the_runs_own_may_be_written(project):
    project.snippet(
        "a",
        "import os, tempfile\nfrom pathlib import Path\n"
        "Path('x').write_text('x')\nPath('d/e').mkdir(parents=True)\n"
        "os.rename('x', 'd/y')\n"
        "Path(tempfile.mkdtemp(), 'x').write_text('x')\n"
        "os.makedirs(tempfile.gettempdir(), exist_ok=True)\n"
        "Path.home().joinpath('.lessonkit-test').mkdir(exist_ok=True)\n"
        "Path.home().joinpath('.lessonkit-test').rmdir()\n"
        "print(open(os.devnull, 'w').write('x'))",
    )
    assert project.entry("a").outputs[0][0]["text"] == "1\n"


def isolated():
    """Say whether this system lets a process leave its networks."""
    if not FORKS:
        return False
    code = "from lessonkit.run.child.linux import leave_network as f; print(f())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return done.stdout.strip() == "True"


@pytest.mark.skipif(not isolated(), reason="this system lets no process leave them")
@pytest.mark.parametrize(
    "code",
    [
        "socket.create_connection(('203.0.113.1', 80), 5)",
        "socket.getaddrinfo('elsewhere.example', 80)",
        "socket.create_connection((OURS, PORT), 5)",
    ],
)
def test_a_run_has_no_network(project, code):
    with socket.create_server(("127.0.0.1", 0)) as ours:
        code = code.replace("OURS, PORT", f"'127.0.0.1', {ours.getsockname()[1]}")
        project.snippet("a", f"import socket\n{code}")
        error = project.run("a")["a"].error
    assert error.where == "snippets/a.py:6"
    assert "has no network" in error.remedy or "refused" in error.cause


def test_a_run_can_speak_to_itself(project):
    project.snippet(
        "a",
        "import socket\n"
        "with socket.create_server(('127.0.0.1', 0)) as here:\n"
        "    with socket.create_connection(here.getsockname()) as there:\n"
        "        there.send(b'hello')\n"
        "        print(here.accept()[0].recv(9))",
    )
    assert project.entry("a").outputs[0][0]["text"] == "b'hello'\n"
