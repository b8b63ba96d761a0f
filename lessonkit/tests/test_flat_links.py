"""Links that authors wrote as HTML, in pages that are files without folders."""

from __future__ import annotations

import pytest

from lessonkit.site.publish.flat_links import led

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
        ("a/b.html", "c.html", "c.html"),  # led by the builder
        ("a/b.html", "../claims.json", "../claims.json"),  # right as it is
        ("a/index.html", "../claims.json", "../claims.json"),
        ("a/b.html", "nowhere/", "nowhere/"),
        ("a/b.html", "https://example.org/a/", "https://example.org/a/"),
        ("a/b.html", "mailto:a@example.org", "mailto:a@example.org"),
        ("a/b.html", "#part", "#part"),
    ],
)
def test_a_link_leads_where_its_author_meant(
    file: str, address: str, expected: str
) -> None:
    page = '<p><a class="x" href="{0}">it</a> <a\nhref="{0}" id="y">it</a></p>'
    assert led(page.format(address), file, FILES) == page.format(expected)
