"""Links that authors wrote as HTML, in pages that are files without folders."""

from __future__ import annotations

import pytest

from lessonkit.site.publish.flat_links import relinked

FILES = {"index.html", "claims.json", "a/b.html", "a/c.html", "a/index.html", "x y.png"}


@pytest.mark.parametrize(
    ("file", "address", "expected"),
    [
        ("a/b.html", "../../claims.json", "../claims.json"),
        ("a/b.html", "../c/", "c.html"),
        ("a/b.html", "../c/#part", "c.html#part"),
        ("a/b.html", "../", "index.html"),
        ("a/b.html", "../../", "../index.html"),
        ("a/b.html", "../../x%20y.png", "../x%20y.png"),
        ("a/b.html", "c.html", "c.html"),  # as the builder wrote it
        ("a/b.html", "../claims.json", "../claims.json"),  # right as it is
        ("a/index.html", "../claims.json", "../claims.json"),
        ("a/b.html", "nowhere/", "nowhere/"),
        ("a/b.html", "https://example.org/a/", "https://example.org/a/"),
        ("a/b.html", "mailto:a@example.org", "mailto:a@example.org"),
        ("a/b.html", "#part", "#part"),
        ("a/b.html", "../c/?q=1#us", "c.html?q=1#us"),
        ("a/b.html", "/a/c/", "/a/c/"),
    ],
)
def test_a_link_leads_where_its_author_meant(
    file: str, address: str, expected: str
) -> None:
    page = '<p><a class="x" href="{0}">it</a> <a\nhref="{0}" id="y">it</a></p>'
    assert relinked(page.format(address), file, FILES) == page.format(expected)


def test_what_prose_says_stays() -> None:
    page = '<p>Write href=&quot;../c/&quot;, or src="../c/".</p>'
    assert relinked(page, "a/b.html", FILES) == page
