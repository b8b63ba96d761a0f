"""What a page says of itself to whoever shares it, copies it, or reads on elsewhere."""

from __future__ import annotations

from html import escape

from mkdocs.utils import get_relative_url

from lessonkit.site.publish.built import MARK, NOT_FOUND, BuiltPage
from lessonkit.site.publish.cards import SIZE

FEED = "changes.xml"


def head(page: BuiltPage, *, card: str, markdown: str, feed: bool) -> str:
    """Return what belongs in a page's head.

    Args:
        page: The page.
        card: Where its picture lies in the site; empty if it has none.
        markdown: Where its text lies in the site; empty if it has none.
        feed: Whether there is a feed of changes.
    """
    info = page.info
    is_site = page.is_home or page.file == NOT_FOUND
    unnamed = is_site and not page.is_titled
    called = info.name if unnamed else page.title
    properties = {
        "og:type": "website" if is_site else "article",
        "og:site_name": info.name,
        "og:title": called,
        "og:description": page.description or info.description,
    }
    if info.url and page.file != NOT_FOUND:
        properties["og:url"] = info.url + page.url
    if card:
        alt = info.options.card_alt
        properties |= {
            "og:image": info.url + card,
            "og:image:width": str(SIZE[0]),
            "og:image:height": str(SIZE[1]),
            "og:image:alt": called + (f", and {alt}" if alt else ""),
        }
    tags = [
        MARK,
        '<meta name="theme-color" media="(prefers-color-scheme: light)"'
        ' content="#ffffff">',
        '<meta name="theme-color" media="(prefers-color-scheme: dark)"'
        ' content="#11161c">',
        *(
            f'<meta property="{name}" content="{escape(said)}">'
            for name, said in properties.items()
        ),
    ]
    if card:
        tags.append('<meta name="twitter:card" content="summary_large_image">')
    if markdown:
        tags.append(
            _alternate(page, "text/markdown", "This page as Markdown", markdown)
        )
    if feed:
        tags.append(_alternate(page, "application/rss+xml", "What changed", FEED))
    return "\n".join(tags)


def _alternate(page: BuiltPage, kind: str, title: str, file: str) -> str:
    """Link the same in another form.

    `alternate ` with a space: the theme takes each exact `alternate` for a site in
    another language.
    """
    return (
        f'<link rel="alternate " type="{kind}" title="{title}"'
        f' href="{link(page, file)}">'
    )


def tools(page: BuiltPage, markdown: str, links: list[dict[str, str]] | None) -> str:
    """Return what stands below a page: its text, and what teachers get of it.

    Args:
        page: The page.
        markdown: Where its text lies in the site.
        links: What there is for a lesson; None if the page is none.
    """
    lesson = " data-lesson" if links is not None else ""
    items = [f'<a href="{link(page, markdown)}" data-copy>This page as Markdown</a>']
    for one in links or []:
        packed = " data-zip" if one["kind"] == "zip" else ""
        items.append(f'<a href="{one["address"]}"{packed}>{one["name"]}</a>')
    inside = "\n".join(items)
    return f'<div class="lk-page-tools" data-search-exclude{lesson}>\n{inside}\n</div>'


def link(page: BuiltPage, file: str) -> str:
    """Return the address of a file of the site as seen from a page.

    The page for addresses that lead nowhere may be shown at any of them.
    """
    if page.file == NOT_FOUND and page.info.url:
        return page.info.root + file
    return str(get_relative_url(file, page.url))
