"""A claim is a link with evidence behind it; whatever lacks the other half is named."""

import json

import pytest
from bs4 import BeautifulSoup

from lessonkit.ledger.claims import ledger, marks, plain
from lessonkit.ledger.marks import record

WORKS = """\
he2016:
  authors: [K. He, X. Zhang, S. Ren]
  title: Deep residual learning
  venue: CVPR
  year: 2016
  arxiv: 1512.03385
"""
PAGE = """\
# Depth

[A CNN gets {{ e/depth.cnn_mean:.0%}} *right*.](claim:cnn-wins) Really.

[It fell to 3.57 %](claim:resnet-won "he2016, Table 5"), says [](cite:he2016 "Table 5").

/// sources
///
"""
CODE = """
cnn = [0.9, 0.8]
assert min(cnn) > 0.7, "claim: cnn-wins"
"""


@pytest.fixture
def claimed(project):
    """Return a project with a computed claim, a cited one, and nothing amiss."""
    project.write("docs/bibliography.yml", WORKS)
    project.snippet("e/depth", CODE)
    project.fake("e/depth", cnn=[0.9, 0.8], cnn_mean=0.85)
    project.page(PAGE)
    return project


def shown(project, text=PAGE, **more):
    return BeautifulSoup(project.render(text, **more), "html.parser")


def problems(project):
    return [str(error) for error in ledger(project.paths)[1]]


def test_nothing_is_amiss(claimed, warnings):
    assert problems(claimed) == []
    shown(claimed)
    assert warnings() == []


def test_no_line_begins_with_a_mark(claimed):
    """The mark shares an element, which CSS keeps on one line, with the last word."""
    for text, last in [
        ("Two words.", "words."),
        ("One", "One"),
        ("It ends *so*", "so"),
        ("It has *some* more.", "more."),
        ("It is **{{ e/depth.cnn_mean:.0% }}**", "85\u202f%"),
    ]:
        page = shown(claimed, f"[{text}](claim:cnn-wins)\n")
        end = page.find(class_="lk-claim__end")
        assert end.get_text() == last
        assert end.find("button", recursive=False)


def test_a_claim_is_its_sentence_with_a_mark_that_opens_its_evidence(claimed):
    page = shown(claimed)
    claim = page.find(id="claim-cnn-wins")
    sentence = "A CNN gets 85\u202f% right."
    assert claim.get_text() == sentence
    [button] = claim.find_all("button")
    assert button["aria-label"] == f"Evidence, computed: {sentence}"
    panel = page.find(id=button["popovertarget"])
    assert panel.has_attr("popover")
    assert "min(cnn) > 0.7" in panel.get_text()
    cells = [cell.get_text() for cell in panel.select("tbody tr > *")]
    assert cells == ["cnn", "0.85", "0.8", "0.9", "2"]
    assert (
        panel.find("a")["href"] == "notebooks/e/depth.ipynb"
    )  # the builder rewrites it


def test_a_cited_claim_shows_work_and_place(claimed):
    page = shown(claimed)
    panel = page.find(id="evidence-resnet-won")
    assert "Table 5 of K. He, X. Zhang and S. Ren, Deep residual" in panel.get_text()
    assert panel.find("a")["href"] == "https://arxiv.org/abs/1512.03385"


def test_a_citation_without_words_names_the_work_and_links_to_the_list(claimed):
    page = shown(claimed)
    link = page.select_one("a.lk-cite")
    assert (link.get_text(), link["href"]) == (
        "He et al., 2016, Table 5",
        "#source-he2016",
    )
    assert "CVPR" in page.select_one(".lk-sources li#source-he2016").get_text()


def test_the_same_claim_twice_has_two_marks_and_one_entry(claimed):
    text = PAGE + "\n\nAgain: [CNNs win](claim:cnn-wins).\n"
    page = shown(claimed, text)
    assert page.find(id="evidence-cnn-wins-2")
    [twice] = [c for c in json.loads(record(claimed.paths)) if c["id"] == "cnn-wins"]
    assert twice["sentence"] == "A CNN gets 85\u202f% right."
    assert [place["sentence"] for place in twice["also"]] == ["CNNs win"]


def test_claims_json_tells_evidence_and_outcome(claimed):
    computed, cited = json.loads(record(claimed.paths))
    assert (computed["page"], computed["kind"], computed["outcome"]) == (
        "index.md", "computed", "holds",
    )  # fmt: skip
    assert computed["evidence"][0]["numbers"] == {"cnn": [0.9, 0.8]}
    assert (cited["kind"], cited["outcome"]) == ("cited", "cited")
    assert cited["evidence"][0]["place"] == "Table 5"


def test_a_stale_experiment_leaves_its_claim_pending(claimed):
    claimed.snippet("e/depth", CODE + "other = 1\n")
    assert json.loads(record(claimed.paths))[0]["outcome"] == "pending"


def test_the_list_of_claims_links_to_each(claimed):
    page = shown(claimed, PAGE + "\n/// claims\n///\n")
    rows = page.select(".lk-sortable tbody tr")
    assert [row.select("td")[-1].get_text() for row in rows] == ["holds", "cited"]
    assert "2 claims: 1 computed, 1 cited" in page.get_text()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[So](claim:nobody-knows).", "the claim `nobody-knows` has no evidence"),
        ("[So](claim:cnn-win).", "Did you mean `cnn-wins`?"),
        ('[So](claim:x "he2015, Table 5").', "no work `he2015` in docs/bibliography"),
        ("[He](cite:he2061).", "Did you mean `he2016`?"),
        ("[So](claim:).", "the claim `` has no evidence"),
        ('[So](claim:x "he2016, he2016").', "Put a semicolon between works"),
    ],
)
def test_a_claim_without_evidence_is_named_with_its_line(claimed, warnings, text, said):
    page = PAGE + f"\nMore.\n\n{text}\n"
    html = claimed.render(page)
    [logged] = warnings()
    [listed] = problems(claimed)
    for problem in (logged, listed):
        assert problem.startswith("docs/index.md:12: ")
        assert said in problem
    assert "lk-error" in html


@pytest.mark.parametrize("text", ["[So](claim:x 'he2016')", '[So](claim:x "he2016" )'])
def test_a_link_may_be_written_as_markdown_allows(claimed, warnings, text):
    claimed.render(f"{PAGE}\n{text}\n")
    assert warnings() == []
    assert [c["id"] for c in json.loads(record(claimed.paths))][-1] == "x"


@pytest.mark.parametrize(
    "text",
    [
        "[So](claim:two words).",
        "[So](claim: cnn-wins).",
        "[So](<claim:cnn-wins>).",
        "[So][1].\n\n[1]: claim:cnn-wins",
        "See <cite:he2016>.",
    ],
)
def test_what_the_list_of_claims_would_not_have_is_named(claimed, warnings, text):
    claimed.render(f"{PAGE}\n{text}\n")
    assert any("is neither a claim nor a citation" in warning for warning in warnings())


def test_evidence_without_a_claim_is_named_with_its_line(claimed):
    claimed.snippet("e/depth", CODE + 'assert cnn, "claim: cnn-exists"\n')
    [problem] = problems(claimed)
    assert problem.startswith("snippets/e/depth.py:7: no page makes the claim `cnn-ex")


def test_a_work_that_nobody_cites_is_named_with_its_line(claimed):
    claimed.write("docs/bibliography.yml", WORKS + WORKS.replace("he2016", "he2017"))
    assert problems(claimed) == [
        "docs/bibliography.yml:7: no page cites `he2017`."
        " Cite it, `[](cite:he2017)`, or delete it."
    ]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('assert cnn, "claim: cnn-wins"', "asserted in snippets/e/depth.py:6 already"),
        ('assert cnn, "claim: CNN wins"', "`CNN wins` is not a claim's id"),
        ('def f():\n    assert cnn, "claim: f"', "the assertion of `f` may never run"),
        ('if cnn:\n    assert cnn, "claim: f"', "the assertion of `f` may never run"),
        ('assert 2 > 1, "claim: f"', "`f` reads nothing that the snippet computed"),
        ('assert cnn == cnn, "claim: f"', "`f` compares `cnn` with itself"),
        ('assert cnn and 0 <= b[0] <= b[0], "claim: f"', "compares `b[0]` with itself"),
    ],
)
def test_malformed_evidence_is_named_with_its_line(claimed, code, said):
    claimed.snippet("e/depth", CODE + code + "\n")
    [problem] = problems(claimed)
    assert said in problem
    assert problem.startswith(("snippets/e/depth.py:7", "snippets/e/depth.py:8"))


def test_a_claim_whose_snippet_cannot_be_read_is_not_called_unfounded(claimed):
    claimed.write("snippets/e/depth.py", f'"""D."""\n# %% c\n{CODE}if so\n')
    [problem] = problems(claimed)
    assert problem.startswith("snippets/e/depth.py:6: not valid Python")


def test_a_failed_assertion_stops_the_build_and_names_the_claim(project):
    project.snippet("e", 'cnn = 0.1\nassert cnn > 0.7, "claim: cnn-wins"')
    error = project.run("e")["e"].error
    assert error is not None
    assert "claim: cnn-wins" in str(error)


@pytest.mark.parametrize(
    ("work", "said"),
    [
        ("a:\n  title: [", "no YAML"),
        ("a: 1\n", "`a` has no fields"),
        ("- a\n", "no list of works"),
        ("A B:\n  title: x\n", "`A B` is not a key"),
        (WORKS + WORKS, "`he2016` stands here twice"),
        (WORKS.replace("arxiv", "arxiw"), "Did you mean `arxiv`?"),
        (WORKS.replace("1512.03385", "abs/1512.03385"), "Write the number alone"),
        (WORKS.replace("2016\n  arxiv", "soon\n  arxiv"), "year `soon`"),
        (WORKS.replace("  venue: CVPR\n", ""), "`he2016` has no venue"),
        (WORKS.replace("[K. He, X. Zhang, S. Ren]", "K. He"), "are not a list"),
        (WORKS.replace("[K. He, X. Zhang, S. Ren]", "[{a: b}]"), "are not a list"),
        (WORKS.replace("Deep residual learning", "[Deep]"), "title of `he2016` is no"),
        (WORKS.replace("CVPR", "{a: b}"), "venue of `he2016` is not a text"),
        (WORKS.replace("he2016", "[he2016]"), "is not a key"),
        (WORKS.replace("venue:", "? [venue]\n  :"), "has a field `[…]`"),
    ],
)
def test_a_malformed_bibliography_is_named_once_with_its_line(claimed, work, said):
    claimed.page(PAGE, "again.md")
    claimed.write("docs/bibliography.yml", work)
    [found] = [p for p in problems(claimed) if p.startswith("docs/bibliography.yml")]
    assert said in found


def test_the_last_zero_of_an_arxiv_number_stays(claimed):
    claimed.write("docs/bibliography.yml", WORKS.replace("1512.03385", "1412.6980"))
    assert "1412.6980" in claimed.render(PAGE)


def test_code_shows_the_syntax_and_claims_nothing():
    text = "`[a](claim:b)`\n\n```\n[a](claim:b)\n```\n\n[a](https://claim.example)"
    assert list(marks(text)) == []


def test_a_sentence_may_go_over_lines_and_hold_brackets():
    [mark] = marks("Of [two [x] and\nthree](claim:b) more.")
    assert (mark.text, mark.line) == ("two [x] and\nthree", 2)
    assert plain("*two* `x`\n{{ a.b }}", lambda _: "3") == "two x 3"
