"""The MkDocs plugin `lessonkit`: runs snippets, shows notebooks, finishes the site.

Pages need only the Markdown extension of the same name. The plugin is glue for MkDocs:
other builders leave it out and show the same lessons.
"""

from __future__ import annotations

from mkdocs.config.base import Config
from mkdocs.config.config_options import Optional, Type
from mkdocs.plugins import BasePlugin, CombinedEvent

from lessonkit.site.publish.publishing import Publishing
from lessonkit.site.rendering import Rendering


class Options(Config):  # type: ignore[no-untyped-call]
    """What `mkdocs.yml` may say below `plugins: - lessonkit:`.

    Attributes:
        inline_script: A script below `docs/` that stands in the head of every page,
            where the theme's template asks for `config.extra.early`.
        card_picture: An SVG of squares below `docs/`, drawn on each page's card.
        content_security_policy: Whether only known scripts may run in the built pages;
            under the theme Material, whose own are known.
        publish: Whether a build adds what a published site needs: bundled styles and
            scripts, cards, pages as Markdown, a feed, the policy.
    """

    inline_script = Optional(Type(str))
    card_picture = Optional(Type(str))
    content_security_policy = Type(bool, default=True)
    publish = Type(bool, default=True)


class LessonkitPlugin(Rendering, Publishing, BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """All events of a build and of a server."""

    on_config = CombinedEvent(Rendering._configure_markdown, Publishing._bundle_assets)
    on_nav = CombinedEvent(Rendering._postpone_pages, Publishing._note_order)
    on_page_content = CombinedEvent(
        Rendering._finish_notebook,  # type: ignore[arg-type]
        Publishing._add_stills,  # type: ignore[arg-type]
    )
    on_page_context = CombinedEvent(
        Rendering._searchable, Rendering._whole, Publishing._describe_page
    )
    on_post_build = CombinedEvent(
        Rendering._record_claims, Publishing._write_beside_pages
    )
