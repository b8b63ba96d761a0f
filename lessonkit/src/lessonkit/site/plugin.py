"""The MkDocs plugin `lessonkit`: runs snippets, shows notebooks, finishes the site.

Pages need only the Markdown extension of the same name. The plugin is glue for MkDocs:
other builders leave it out and show the same lessons.
"""

from __future__ import annotations

from mkdocs.config.base import Config
from mkdocs.config.config_options import DictOfItems, ListOfItems, Type
from mkdocs.plugins import BasePlugin, CombinedEvent

from lessonkit.settings import Settings
from lessonkit.site.publish.events import Publishing
from lessonkit.site.rendering import Rendering


class Options(Config):  # type: ignore[no-untyped-call]
    """What `mkdocs.yml` may say; `lessonkit.settings.Settings` says what it means."""

    answers_called = ListOfItems(Type(str), default=[*Settings.answers_called])
    card_picture = Type(str, default="")
    card_alt = Type(str, default="")
    content_security_policy = Type(bool, default=True)
    data_command = Type(str, default="")
    data_files = ListOfItems(Type(str), default=[])
    data_folder = Type(str, default="")
    environment = DictOfItems(Type((str, int, float)), default={})
    offline_name = Type(str, default="")
    publish = Type(bool, default=True)
    python_in_page = ListOfItems(Type(str), default=[])
    taught_in = ListOfItems(Type(str), default=[])
    terms_in = ListOfItems(Type(str), default=[])
    versions_with = DictOfItems(ListOfItems(Type(str)), default={})


class LessonkitPlugin(Rendering, Publishing, BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """All events of a build and of a server."""

    on_config = CombinedEvent(
        Rendering._configure_markdown, Publishing._bring_front_half
    )
    on_nav = CombinedEvent(Rendering._postpone_pages, Publishing._note_order)
    on_page_context = CombinedEvent(
        Rendering._searchable, Rendering._whole, Publishing._describe_page
    )
    on_post_build = CombinedEvent(Publishing._publish, Rendering._record_claims)
