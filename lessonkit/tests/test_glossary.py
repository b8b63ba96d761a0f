"""A term links to its meaning where a lesson first has it, and nowhere else."""

import pytest
from bs4 import BeautifulSoup

from lessonkit.page.glossary import glossary

TERMS = """\
# Glossary

Kernel, filter { #kernel }
:   The *small* grid of [weights](x.md). It is laid on every place.

Map { #map }
:   A picture of places.

Feature map { #feature-map }
:   The answers of one kernel,
    in a grid.

## No term { #no-term }
"""
WORK = """\
vapnik1995:
  authors: [V. Vapnik]
  title: The kernel trick
  venue: Machine Learning
  year: 1995
"""


@pytest.fixture
def linked(project):
    """Return a function: a lesson's text to the terms that it links, in order."""
    project.write("docs/glossary.md", TERMS)
    project.page("# Home")

    def links(text, name="lessons/page.md"):
        html = BeautifulSoup(project.render(text, name), "html.parser")
        return [(a.get_text(), a["href"], a["title"]) for a in html.select(".lk-term")]

    return links


KERNEL = ("../glossary.md#kernel", "The small grid of weights.")
FEATURE_MAP = ("../glossary.md#feature-map", "The answers of one kernel, in a grid.")


@pytest.mark.parametrize("room", ["lessons", "playground"])
def test_a_term_links_to_its_first_sentence_once(linked, room):
    found = linked("A kernel slides.\n\nThe kernel is small.", f"{room}/page.md")
    assert found == [("kernel", *KERNEL)]


@pytest.mark.parametrize("name", ["kernel", "Kernel", "kernels", "filter", "Filters"])
def test_any_of_its_names_will_do_also_in_the_plural(linked, name):
    assert linked(f"With {name}, and a kernel or a filter.") == [(name, *KERNEL)]


def test_the_longest_name_wins_and_the_shorter_one_may_follow(linked):
    found = linked("Feature maps. A map, and a feature map.")
    assert [text for text, *_ in found] == ["Feature maps", "map"]
    assert found[0][1:] == FEATURE_MAP


def test_several_terms_of_one_sentence_keep_their_order_and_their_text(project, linked):
    text = "A kernel, *its feature map*, and a map of *them*."
    assert [word for word, *_ in linked(text)] == ["kernel", "feature map", "map"]
    html = BeautifulSoup(project.render(text, "lessons/page.md"), "html.parser")
    assert html.get_text() == text.replace("*", "")


@pytest.mark.parametrize(
    "text",
    [
        "`kernel`",
        "```\nkernel\n```",
        "[a kernel](x.md)",
        "## The kernel",
        "| kernel |\n|---|\n| kernel |",
        "A kernel-like thing, and a subkernel.",
        "![kernel](x.png)",
        "<!-- kernel -->",
        "kernel_size",
    ],
)
def test_what_is_no_running_text_is_left_alone(linked, text):
    assert linked(text) == []
    assert linked(f"{text}\n\nA kernel.") == [("kernel", *KERNEL)]


def test_a_value_is_left_alone(project, linked):
    project.snippet("e", 'shown = "kernel"')
    project.fake("e", shown="kernel")
    assert linked("It is {{ e.shown }}.\n\nA kernel.") == [("kernel", *KERNEL)]


def test_the_hidden_part_of_a_claim_is_left_alone(project, linked):
    project.write("docs/bibliography.yml", WORK)
    text = '[It is a trick.](claim:a-trick "vapnik1995")\n\nA kernel.'
    assert linked(text) == [("kernel", *KERNEL)]
    assert "The kernel trick" in project.render(text, "lessons/page.md")


def test_a_link_of_the_pages_own_html_is_left_alone(linked):
    text = 'Set <a class="x" href="?k=1">a *small* kernel</a>; its feature map.'
    assert [word for word, *_ in linked(text, "playground/p.md")] == ["feature map"]


def test_a_course_says_which_pages_link_terms(linked, project):
    assert linked("A kernel.", "about.md") != []
    config = (project.root / "mkdocs.yml").read_text()
    plugin = "plugins:\n  - lessonkit:\n      terms_in: [lessons]\n"
    project.write("mkdocs.yml", config + plugin)
    assert linked("A kernel.", "about.md") == []
    assert linked("A kernel.", "lessons/other.md") != []


def test_a_site_without_a_glossary_links_nothing(project):
    assert glossary(project.paths) == ([], [])
    project.page("# Home")
    assert "lk-term" not in project.render("A kernel.", "lessons/page.md")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Loss { #loss }\n",
            "docs/glossary.md:1: `Loss` has no definition",
        ),
        (
            "Loss { #loss }\n\n:   Too late.\n",
            "docs/glossary.md:1: `Loss` has no definition",
        ),
        (
            "Loss { #loss }\n:   How wrong.\n\nCost, loss { #cost }\n:   The same.\n",
            "docs/glossary.md:4: `loss` is explained already, in line 1",
        ),
        (
            "Loss, loss { #loss }\n:   How wrong.\n",
            "docs/glossary.md:1: `loss` is explained already, in line 1",
        ),
    ],
)
def test_a_bad_entry_is_named_with_its_line(project, text, said):
    project.write("docs/glossary.md", text)
    [error] = glossary(project.paths)[1]
    assert str(error).startswith(said)


def test_a_bad_entry_fails_a_strict_build(project):
    project.write("docs/glossary.md", "Loss { #loss }\n")
    project.page("# Home")
    found = project.cli("check")
    assert found.returncode == 1
    assert "docs/glossary.md:1: `Loss` has no definition" in found.stdout + found.stderr
