"""What MkDocs calls so that pages have the front half, and a build is published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from lessonkit import web
from lessonkit.errors import LessonError
from lessonkit.project import Project
from lessonkit.report import report
from lessonkit.settings import settings
from lessonkit.site import csp, live
from lessonkit.site.publish import built
from lessonkit.site.publish.assets import front_half
from lessonkit.site.publish.built import NOT_FOUND, BuiltPage
from lessonkit.site.publish.site_info import SiteInfo, named


class Publishing:
    """The events of the plugin around the pages."""

    config: Any  # the plugin's options

    def __init__(self) -> None:
        """Know no page yet."""
        super().__init__()
        self._built: dict[str, BuiltPage] = {}  # by their files in the site
        self._order: list[str] = []  # the files of the navigation
        self._info: SiteInfo  # as soon as the settings stand

    def _bring_front_half(self, config: MkDocsConfig) -> MkDocsConfig:
        """Let every page have the styles and scripts of every course, its own after."""
        self._built.clear()
        is_material = config.theme.name == "material"
        config.extra_css[:0] = [web.address(name) for name in web.STYLES]
        scripts = web.SCRIPTS if is_material else web.WITHOUT_THEME
        config.extra_javascript[:0] = [web.address(name) for name in scripts]
        if is_material:
            # a course's own templates come first, the theme's last
            place = 1 if config.theme.custom_dir else 0
            config.theme.dirs.insert(place, str(web.TEMPLATES))
            config.extra["early"] = web.INLINE.read_text("utf-8")
        if _is_offline(config):
            # what the search needs there; the plugin would take it from elsewhere
            config.extra["polyfills"] = [web.address(name) for name in web.OFFLINE]
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the files of every course."""
        self._info = _info(config)
        try:
            for address, given in front_half(self._info):
                content = (
                    {"content": given}
                    if isinstance(given, bytes)
                    else {"abs_src_path": str(given)}
                )
                files.append(File.generated(config, address, **content))
        except LessonError as error:
            report(error)
        return files

    def _note_order(self, nav: Navigation, /, **_: Any) -> None:
        """Note the order of the pages, for the overview."""
        self._order[:] = [page.file.dest_uri for page in nav.pages]

    @event_priority(-50)  # when the content is as the page shows it
    def _describe_page(
        self, context: dict[str, Any], /, *, page: Page, **_: Any
    ) -> dict[str, Any]:
        """Note what MkDocs knows of a page."""
        if live.serving or not self.config.publish:
            return context
        file, above = page.file.dest_uri, list(page.ancestors)
        self._built[file] = BuiltPage(
            file,
            page.url.removeprefix("./"),
            page.file.src_uri,
            title=str(page.meta.get("title") or page.title),
            is_titled=bool(page.meta.get("title")),
            description=" ".join(str(page.meta.get("description") or "").split()),
            section=str(above[-1].title) if above else "",
            is_listed=file in self._order,
            info=self._info,
            written=page.content or "",
        )
        return context

    def on_post_template(
        self, output_content: str, *, template_name: str, config: MkDocsConfig
    ) -> str:
        """Let a server learn what the theme runs: its pages have the policy, too."""
        wanted = self.config.publish and self.config.content_security_policy
        if live.serving and template_name == NOT_FOUND:
            has_policy = wanted and config.theme.name == "material"
            csp.learn(output_content if has_policy else "")
        return output_content

    @event_priority(-50)
    def on_post_page(self, output: str, *, page: Page, **_: Any) -> str:
        """Give a page that is served the looks of the published one."""
        if live.serving and self.config.publish:
            from lessonkit.site.publish.publishing import served

            return served(output, page.url, self._info)
        return output

    @event_priority(-50)  # after the search index
    def _publish(self, config: MkDocsConfig) -> None:
        """Turn the built site into the published one."""
        if live.serving or not self.config.publish:
            return
        # costly to import, and a server comes up without them
        from lessonkit.site.publish.command import disk_errors
        from lessonkit.site.publish.publishing import publish

        folder, info = Path(config.site_dir), self._info
        listed = [self._built[file] for file in self._order if file in self._built]
        others = [page for page in self._built.values() if not page.is_listed]
        try:
            for page in (*listed, *others):
                page.html = (folder / page.file).read_text("utf-8")
            pages = [*listed, *others, *built.not_found(folder, info)]
            new = [page for page in pages if built.MARK not in page.html]
            if new:  # a dirty build may have made none
                with disk_errors():
                    publish(folder, info, new, whole=len(listed) == len(self._order))
        except LessonError as error:
            raise PluginError(str(error)) from None


def _info(config: MkDocsConfig) -> SiteInfo:
    """Say what MkDocs makes of `mkdocs.yml` and of its own arguments."""
    project = Project.of(config.config_file_path)
    return SiteInfo(
        project,
        name=config.site_name,
        description=" ".join((config.site_description or "").split()),
        url=config.site_url or "",
        language=config.theme.get("language") or "en",
        icon=config.theme.get("favicon") or "",
        directories=config.use_directory_urls,
        offline=_is_offline(config),
        styles=named(config.extra_css),
        scripts=named(config.extra_javascript),
        options=settings(project),
    )


def _is_offline(config: MkDocsConfig) -> bool:
    """Say whether this is the copy that opens without a server."""
    plugin: Any = config.plugins.get("material/offline")
    return bool(plugin and plugin.config.enabled)
