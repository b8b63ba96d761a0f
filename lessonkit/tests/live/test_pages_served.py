"""A server renders what is asked for, and reloads what has changed."""

import json
import re
import subprocess
import threading
import urllib.request
from pathlib import Path

import pytest

from waiting import until

RELOADING = re.compile(r"<script>\s*var livereload.*?</script>", re.S)
SEARCH = "search/search_index.json"
MATERIAL = """\
site_url: http://127.0.0.1:8000/
theme:
  name: material
  font: false
extra_css: [own.css]
"""
NOTING = """
from pathlib import Path

def on_page_markdown(markdown, *, page, config, **_):
    with open(Path(config.config_file_path).with_name("rendered"), "a") as file:
        file.write(page.file.src_uri + " ")
    if "ruin" in markdown:
        raise RuntimeError("<ruined>")
"""


@pytest.fixture
def three(project, tmp_path):
    """Write three pages and a hook that notes which of them are rendered."""
    project.write("hook.py", NOTING)
    config = (project.root / "mkdocs.yml").read_text()
    project.write("mkdocs.yml", config + MATERIAL)
    project.page("# Home\n\n[one](one.md#here), [two](two.md)\n")
    project.page("# One\n\n## Here\n\nRaccoons.\n", "one.md")
    project.page("# Two\n\n[lost](nowhere.md), [below](one.md#below)\n", "two.md")
    project.write("docs/own.css", "p {}")
    return project


@pytest.fixture
def serve_noting(three, serve):
    """Return a function that serves the three pages with the hook."""
    path = three.root / "mkdocs.yml"
    path.write_text(path.read_text() + "hooks:\n  - hook.py\n")
    return serve


def rendered(project):
    path = project.root / "rendered"
    return path.read_text().split() if path.exists() else []


def test_only_the_page_that_is_asked_for_is_rendered(three, serve_noting):
    server = serve_noting()
    server.shows("Home")
    assert rendered(three) == ["index.md"]
    server.shows("Raccoons", path="one/")
    server.shows("Raccoons", path="one/index.html")
    assert rendered(three) == ["index.md", "one.md"]
    three.page("# One\n\nBadgers.\n", "one.md")
    server.shows("Badgers", path="one/")
    assert set(rendered(three)) == {"index.md", "one.md"}


def test_an_address_without_its_slash_leads_to_the_page(three, serve):
    server = serve()
    server.shows("Home")
    with urllib.request.urlopen(f"http://{server.address}/one") as reply:
        assert reply.url == f"http://{server.address}/one/"
        assert "Raccoons" in reply.read().decode()
    assert server.get("three/")[0] == 404
    assert server.get("own.css")[1] == "p {}"


@pytest.mark.parametrize(
    "options", [(), ("--no-livereload",), ("--dirty",), ("--strict",)], ids=" ".join
)
def test_pages_are_those_of_a_whole_build(three, serve, options):
    """Whether they were asked for, in whatever order, or all rendered at once."""
    path = three.root / "docs" / "two.md"
    path.write_text("# Two\n\n[here](one.md#here)\n")
    site = three.root / "site"
    build = three.command("mkdocs", "build", "--strict", "-q")
    subprocess.run(build, cwd=three.root, check=True)
    server = serve(*options)
    server.shows("Home")
    for name in ("two/", "", "one/"):
        built = (site / name / "index.html").read_text("utf-8")
        address = re.compile(rf"http://({re.escape(server.address)}|127.0.0.1:8000)/")
        shown = RELOADING.sub("", server.page(name))
        assert address.sub("", shown) == address.sub("", built)
    assert json.loads(server.page(SEARCH)) == json.loads((site / SEARCH).read_text())
    assert server.page("claims.json") == (site / "claims.json").read_text()


def test_a_draft_is_marked_and_no_other_page(three, serve):
    path = three.root / "mkdocs.yml"
    path.write_text(path.read_text() + "draft_docs: two.md\n")
    server = serve()
    server.shows("Home")
    marked = [name for name in ("", "one/", "two/") if "DRAFT" in server.page(name)]
    assert marked == ["two/"]
    assert server.page("own.css") == "p {}"


def test_a_site_may_call_its_pages_by_their_files_and_lie_in_a_folder(three, serve):
    path = three.root / "mkdocs.yml"
    config = path.read_text().replace("127.0.0.1:8000/", "127.0.0.1:8000/course/")
    path.write_text(config + "use_directory_urls: false\n")
    server = serve()
    for address in ("course/", "course/index.html", ""):
        server.shows("Home", path=address)
    server.shows("Raccoons", path="course/one.html")
    assert server.get("one.html")[0] == 404


def test_the_search_knows_pages_as_they_were_rendered_last(three, serve_noting):
    server = serve_noting()
    server.shows("Home")
    found = json.loads(server.page(SEARCH))["docs"]
    assert {"", "one/#here", "two/"} <= {entry["location"] for entry in found}
    three.page("# One\n\nBadgers.\n", "one.md")
    server.shows("Badgers", path="one/")
    count = len(rendered(three))
    found = json.loads(server.page(SEARCH))["docs"]
    assert "Badgers" in str(found) and "Raccoons" not in str(found)
    assert len(rendered(three)) == count, "no page is rendered for the search again"


def test_a_page_reloads_when_it_has_changed_and_only_then(three, serve):
    server = serve()
    shown = {path: server.shows("</html>", path=path) for path in ("", "one/")}
    answers = {}

    def wait(path):
        answers[path] = server.reloads(path, shown[path])

    threads = [threading.Thread(target=wait, args=[path]) for path in shown]
    for thread in threads:
        thread.start()
    three.page("# One\n\nBadgers.\n", "one.md")
    until(lambda: answers.get("one/"))
    three.write("docs/own.css", "p { color: red }")
    for thread in threads:
        thread.join(60)
    assert answers == {"one/": True, "": True}


def test_an_unchanged_page_keeps_waiting(three, serve):
    server = serve()
    home = server.shows("Home")
    answers = []
    thread = threading.Thread(target=lambda: answers.append(server.reloads("", home)))
    thread.start()
    for text in ("Badgers", "Otters"):
        three.page(f"# One\n\n{text}.\n", "one.md")
        server.shows(text, path="one/")
    assert not answers
    three.page("# Home\n\nAnother.\n")
    until(lambda: answers)
    assert answers == [True]
    thread.join()


def test_a_page_that_cannot_be_rendered_says_why_and_recovers(three, serve_noting):
    server = serve_noting()
    server.shows("Home")
    three.page("ruin", "one.md")
    page = until(lambda: (got := server.get("one/"))[0] == 500 and got[1])
    assert "one.md: &lt;ruined&gt;" in page
    assert server.get("two/")[0] == 200
    three.page("# One\n\nBadgers.\n", "one.md")
    server.shows("Badgers", path="one/")
    said = server.stop()
    assert said.count("Error reading page 'one.md': <ruined>") == 1
    assert "Traceback" not in said


def test_a_broken_configuration_is_shown_and_recovers(three, serve):
    server = serve()
    home = server.shows("Home")
    path = three.root / "mkdocs.yml"
    config = path.read_text()
    answers = []
    thread = threading.Thread(target=lambda: answers.append(server.reloads("", home)))
    thread.start()
    path.write_text(config.replace("name: material", "name: nowhere"))
    until(lambda: server.get("")[0] == 500)
    until(lambda: answers)
    broken = server.page("")
    thread.join()
    path.write_text(config)
    assert server.reloads("", broken), "the mended page takes the error's place"
    until(lambda: server.page("") and server.get("")[0] == 200)
    assert "Traceback" not in server.stop()


def test_the_terminal_says_a_line_for_a_save_and_a_mistake_once(three, serve):
    server = serve()
    server.shows("Home")
    server.shows("lost", path="two/")
    server.shows("Raccoons", path="one/")
    for text in ("Badgers", "Otters"):
        three.page(f"# One\n\n{text}.\n", "one.md")
        server.shows(text, path="one/")
    said = server.stop()
    assert said.count("nowhere.md") == 1
    after = said[said.index("Serving on") :].splitlines()[1:]
    lines = [line for line in after if "nowhere.md" not in line and "below" not in line]
    assert len([line for line in lines if "Showing the change of one.md" in line]) == 2
    assert len(lines) == 3, said  # and the end


def test_a_new_page_and_a_deleted_one(three, serve):
    server = serve()
    server.shows("Home")
    three.page("# Three\n", "three.md")
    server.shows("Three", path="three/")
    Path(three.root, "docs", "three.md").unlink()
    until(lambda: server.get("three/")[0] == 404)
