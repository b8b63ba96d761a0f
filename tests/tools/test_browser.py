"""tools/browser.sh: prints a browser that runs, and installs one only if it must."""

import pytest

WORKS = "echo 'Chromium 1.0'"
# Stands for `python -m playwright ...`: its driver runs, its download fails.
PLAYWRIGHT = """
case "$*" in
    *"playwright --version") ;;
    *"playwright install"*) echo "no network"; exit 1 ;;
    *) echo /no/chromium ;;
esac
"""


@pytest.fixture
def scene(bench, tmp_path):
    """Stand-ins for everything that the script may use; no browser."""
    bench.program("python", PLAYWRIGHT, bench.folder / ".venv/bin")
    bench.debian = tmp_path / "os-release"
    bench.debian.write_text("ID=debian\n")
    return bench


def test_prefers_the_one_on_path(scene):
    expected = scene.program("google-chrome", WORKS)
    assert scene.run("browser.sh").stdout.strip() == str(expected)


def test_passes_over_one_that_does_not_run(scene):
    scene.program("chromium-browser", "echo 'install the snap'; exit 1")
    expected = scene.program("google-chrome", WORKS)
    assert scene.run("browser.sh").stdout.strip() == str(expected)


def test_takes_the_named_one_or_none(scene, tmp_path):
    scene.program("chromium", WORKS)
    mine = scene.program("mine", WORKS, tmp_path)
    result = scene.run("browser.sh", LESSONKIT_CHROMIUM=str(mine))
    assert result.stdout.strip() == str(mine)
    result = scene.run("browser.sh", LESSONKIT_CHROMIUM="/no/browser")
    assert result.returncode == 1 and "/no/browser" in result.stderr


def test_installs_debians_where_that_can_be_done(scene):
    scene.program("id", "echo 0", scene.bin / "root")
    installed = scene.bin / "chromium"
    scene.program(
        "apt-get",
        f"""case "$*" in *" install "*" chromium "*)
        printf '#!/bin/sh\\necho 1\\n' > "{installed}"; chmod +x "{installed}";;
        esac""",
    )
    result = scene.run(
        "browser.sh", path=[scene.bin / "root"], OS_RELEASE=str(scene.debian)
    )
    assert result.stdout.strip() == str(installed)
    assert result.stderr.startswith("Installing Debian's chromium")


def test_fetches_the_package_lists_when_they_are_missing(scene, tmp_path):
    scene.program("id", "echo 0", scene.bin / "root")
    lists = tmp_path / "lists"
    scene.program(
        "apt-get",
        f"""case "$*" in
        *" update") echo > "{lists}";;
        *) [ -e "{lists}" ] || exit 100;; esac""",
    )
    result = scene.run("apt.sh", "chromium", path=[scene.bin / "root"])
    assert result.returncode == 0 and lists.exists()


def test_never_asks_for_a_password(scene):
    scene.program("id", "echo 1000", scene.bin / "user")
    scene.program("apt-get", "exit 0")
    scene.program("sudo", '[ "$1" = -n ] || { echo password:; read -r it; }; exit 1')
    result = scene.run("apt.sh", "chromium", path=[scene.bin / "user"])
    assert (result.returncode, result.stdout, result.stderr) == (1, "", "")


def test_falls_back_to_playwrights_own(scene, tmp_path):
    chromium = tmp_path / "playwright's chromium"
    scene.program(
        "python",
        f"""case "$*" in
        *"playwright --version") ;;
        *"playwright install"*)
            printf '#!/bin/sh\\necho 1\\n' > "{chromium}"
            chmod +x "{chromium}" ;;
        *) echo "{chromium}" ;; esac""",
        scene.folder / ".venv/bin",
    )
    assert scene.run("browser.sh").stdout.strip() == str(chromium)


def test_says_what_to_do_when_nothing_helps(scene):
    result = scene.run("browser.sh")
    assert result.returncode == 1 and result.stdout == ""
    assert "no network" in result.stderr
    assert "LESSONKIT_CHROMIUM" in result.stderr.splitlines()[-1]


def test_says_what_playwright_lacks(scene):
    missing = "echo 'libatomic.so.1: no such file'; exit 1"
    scene.program("python", missing, scene.folder / ".venv/bin")
    result = scene.run("browser.sh")
    assert result.returncode == 1
    assert "apt install libatomic1" in result.stderr.splitlines()[-1]
