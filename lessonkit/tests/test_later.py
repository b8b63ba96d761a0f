"""What a page asks for later: one file each, named after all that is in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lessonkit import web
from lessonkit.errors import LessonError
from lessonkit.site.publish.assets import _WIDGET
from lessonkit.site.publish.later import Later, called
from node_packages import run_node

WIDGET = 'lessonkit.widget("w", ["./widget.css", "shared/a", "./b"], draw);'
FILES = {
    "widgets/w/widget.js": WIDGET,
    "widgets/w/widget.css": '.w::after { content: "</script>"; }',
    "widgets/w/b.js": 'const more = () => kit.parts("widgets/w/c", "shared/a");',
    "widgets/w/c.js": 'new Worker(kit.address("shared/worker.js"));',
    "shared/a.js": "said.push('a');  // the last line",
    "shared/worker.js": 'importScripts("one.js", "two.js");\nserve();',
    "shared/one.js": "const one = 1;",
    "shared/two.js": "const two = 2;",
}


@pytest.fixture
def site(tmp_path: Path) -> Callable[..., Later]:
    def written(**changed: str) -> Later:
        named = {
            name.replace("__", "/").replace("_", "."): changed[name] for name in changed
        }
        for path, text in {**FILES, **named}.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, "utf-8")

        def find(path: str) -> Path | None:
            return tmp_path / path if (tmp_path / path).is_file() else None

        return Later(find)

    return written


def test_a_widget_is_one_file_and_what_it_may_ask_for_another(
    site: Callable[..., Later],
) -> None:
    later = site()
    name = later.widget("w")
    assert re.fullmatch(r"widgets/w-[0-9a-f]{8}\.js", name)
    order = re.findall(r'^"([\w./]+)"\(\)', later.files[name], re.MULTILINE)
    assert order == [
        "widgets/w/widget.css", "shared/a.js", "widgets/w/b.js", "widgets/w/widget.js",
    ]  # fmt: skip
    [more] = re.findall(r'"(shared/a-\w+\.js)": \[', later.files[name])
    assert set(later.files) - {name, more} < set(
        re.findall(r"[\w./-]+", later.files[more])
    )
    [worker] = [path for path in later.files if "worker" in path]
    assert later.files[worker] == "const one = 1;\nconst two = 2;\nserve();"
    assert later.taken == set(FILES)


@pytest.mark.parametrize("path", [path for path in FILES if "widget.js" not in path])
def test_the_name_changes_with_all_that_may_come(
    site: Callable[..., Later], path: str
) -> None:
    """A worker's script is named in what asks for it, and that in the widget."""
    before = site().widget("w")
    changed = {path.replace("/", "__").replace(".", "_"): f"{FILES[path]}\n/* */"}
    assert site(**changed).widget("w") != before
    assert site().widget("w") == before


@pytest.mark.parametrize(
    ("script", "cause"),
    [
        ('lessonkit.widget("w", ["./none"], draw);', "no `widgets/w/none.js`"),
        ('lessonkit.widget("w", [...PARTS], draw);', "names files that only a browser"),
        ("kit.parts(...PARTS);", "names files that only a browser"),
        ('kit.parts("shared/a", `${b}`);', "names files that only a browser"),
        ('kit.parts("shared/circle");', "asks for itself"),
        ('kit.address("shared/none.js");', "no `shared/none.js`"),
    ],
)
def test_what_cannot_be_found_is_an_error(
    site: Callable[..., Later], script: str, cause: str
) -> None:
    later = site(
        widgets__w__widget_js=script, shared__circle_js='kit.parts("shared/circle");'
    )
    with pytest.raises(LessonError, match=re.escape(cause)) as raised:
        later.widget("w")
    assert raised.value.remedy


def test_a_part_runs_once_whichever_file_brings_it(tmp_path: Path) -> None:
    """As the page runs them: two widgets of one page share what draws a network."""
    page = (web.HERE / "page.js").read_text("utf-8")
    begun = """
      const document = { currentScript: { src: "http://here/assets/site.js" } };
      const window = globalThis, said = [], styles = [];
      document.createElement = () =>
        ({ set textContent(text) { styles.push(text); }, append() {} });
      document.head = { append() {} };
      globalThis.addEventListener = () => {};
      globalThis.matchMedia = () => ({});
      globalThis.IntersectionObserver = class { disconnect() {} observe() {} };
    """
    first = called({"d.js": "d-1.js"}, {"a.js": "said.push(1);", "a.css": "a { }"})
    second = called({}, {"a.js": "said.push(2);", "b.js": "said.push(3); // end"})
    end = """
      lessonkit.parts("a", "a.css", "b").then(() =>
        console.log(JSON.stringify([said, styles, lessonkit.address("d.js")])));
    """
    script = tmp_path / "run.mjs"
    script.write_text("\n".join([begun, page, first, second, end]), "utf-8")
    done = run_node(script)
    assert done.stdout.strip() == '[[1,3],["a { }"],"http://here/assets/d-1.js"]', done


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ('<div class="lk-widget" data-widget="w" data-values="{}">', ["w"]),
        ("<div aria-label=\"a\" class=\"lk-widget\" data-values='{\"a\": \">\"}'"
         ' data-widget="w" role="group">', ["w"]),
        ('<div>data-widget="w"</div><code>&lt;div data-widget="w"&gt;</code>', []),
        ('<div title=\'> data-widget="w"\'><div data-widget="v">', ["v"]),
    ],
)  # fmt: skip
def test_widgets_are_found_in_pages_and_in_slides(page: str, names: list[str]) -> None:
    assert [place["name"] for place in _WIDGET.finditer(page)] == names
