"""The commands: `lessonkit run | check | new | publish | zensical`."""

from __future__ import annotations

import argparse
import fnmatch
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lessonkit.errors import LessonError, nearest
from lessonkit.new_course import begin_course
from lessonkit.project import Project
from lessonkit.run.snippet import Snippet
from lessonkit.run.source import SUFFIXES

if TYPE_CHECKING:
    from lessonkit.run.cluster import Cluster


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "new" and (
            len(options.name) > 1 or options.name == ["course"]
        ):
            return _new_course(options.name)
        project = Project.find()
        if options.command == "run":
            return _run(project, options)
        if options.command == "check":
            return _check(project)
        if options.command == "publish":
            return _publish(project, options.site)
        if options.command == "zensical":
            return _zensical(project, options.site)
        return _new(project, options.name[0])
    except LessonError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; what had finished is kept", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lessonkit", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="execute what is stale")
    run.add_argument(
        "pattern", nargs="*", help="names, such as models/* (default: all)"
    )
    run.add_argument(
        "--jobs", type=_positive, help="snippets at a time (default: cores)"
    )
    run.add_argument("--force", action="store_true", help="also what is not stale")
    run.add_argument(
        "--shard",
        type=_shard,
        metavar="K/N",
        default=(1, 1),
        help="the k-th of n parts, for as many machines; merge their stores by copying",
    )
    run.add_argument(
        "--on",
        metavar="ADDRESS",
        help="on the workers of a Dask scheduler, such as tcp://10.0.0.5:8786",
    )
    commands.add_parser(
        "check", help="name what is stale, unused or broken; run nothing"
    )
    new = commands.add_parser(
        "new",
        help="start a lesson: page, snippet and test; or a course",
        usage="%(prog)s [-h] NAME | course NAME",
    )
    new.add_argument("name", nargs="+", metavar="NAME", help="such as pooling")
    publish = commands.add_parser(
        "publish", help="add to a built site what our plugin adds under MkDocs"
    )
    publish.add_argument("site", type=Path, help="the folder, such as site")
    zensical = commands.add_parser(
        "zensical", help="build and publish the whole site with Zensical"
    )
    zensical.add_argument(
        "site", type=Path, nargs="?", default=Path("site"), help="default: site"
    )
    return parser


def _positive(text: str) -> int:
    number = int(text) if text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a number of snippets; say 1 or more"
        )
    return number


def _shard(text: str) -> tuple[int, int]:
    number, _, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal()) or not (
        1 <= int(number) <= int(count)
    ):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a shard; write 1/3, 2/3 or 3/3"
        )
    return int(number), int(count)


def _run(project: Project, options: argparse.Namespace) -> int:
    from lessonkit.cache import one_build
    from lessonkit.page.order import lesson_order
    from lessonkit.run.progress import run_shown
    from lessonkit.run.snippet import names
    from lessonkit.run.store import Store
    from lessonkit.site.export import export

    store = Store(project)
    with one_build():
        snippets, errors = lesson_order(project)
        chosen: list[Snippet] = []
        try:
            chosen = _chosen(snippets, names(project), options.pattern)
        except LessonError as unknown:
            errors.append(unknown)
        number, count = options.shard
        chosen = chosen[number - 1 :: count]
        todo = chosen if options.force else store.stale(chosen)
    place = _cluster(project, options.on) if options.on and todo else None
    jobs = options.jobs or (place.jobs if place else None)
    results = run_shown(project, todo, jobs=jobs, place=place)
    errors += [result.error for result in results.values() if result.error]
    with one_build():  # outputs have changed by now, and snippets may have
        snippets, _ = lesson_order(project)
        try:
            export(project, store, snippets)
        except LessonError as failure:  # a full disk is not all that went wrong
            errors.append(failure)
        store.prune(snippets)
    for error in errors:
        print(f"\n{error}", file=sys.stderr)
    fresh = len(chosen) - len(todo)
    ran = len(todo) - sum(1 for result in results.values() if result.error)
    print(f"{ran} ran, {fresh} were up to date, {len(errors)} failed")
    return 1 if errors else 0


def _cluster(project: Project, address: str) -> Cluster:
    from lessonkit.run.cluster import Cluster

    return Cluster(project, address)


def _chosen(
    snippets: list[Snippet], names: list[str], patterns: list[str]
) -> list[Snippet]:
    """Return the snippets that are meant; a malformed one has a name, and an error."""
    if not patterns:
        return snippets
    chosen: set[str] = set()
    for pattern in patterns:
        plain = pattern.removeprefix("snippets/")
        for suffix in SUFFIXES:
            plain = plain.removesuffix(suffix)
        hits = set(fnmatch.filter(names, plain)) | set(
            fnmatch.filter(names, f"{plain}/*")
        )
        if not hits:
            raise LessonError(f"no snippet matches `{pattern}`", nearest(plain, names))
        chosen |= hits
    return [found for found in snippets if found.name in chosen]


def _check(project: Project) -> int:
    from lessonkit.cache import one_build
    from lessonkit.check import problems

    with one_build():
        found = list(problems(project))
    for problem in found:
        print(problem, file=sys.stderr)
    plural = "s" * (len(found) != 1)
    print(f"{len(found)} problem{plural}" if found else "everything is up to date")
    return 1 if found else 0


def _publish(project: Project, site: Path) -> int:
    from lessonkit.cache import one_build
    from lessonkit.site.publish.command import publish_folder

    with one_build():
        publish_folder(project, site.resolve())
    print(f"{site}: published")
    return 0


def _zensical(project: Project, site: Path) -> int:
    from lessonkit.site import zensical

    zensical.build(project, site.resolve())
    print(f"{site}: built and published")
    return 0


def _new_course(words: list[str]) -> int:
    if len(words) != 2 or words[0] != "course":
        raise LessonError(
            f"`new {' '.join(words)}` is neither a lesson nor a course",
            "A lesson: `new NAME`, inside a course. A course: `new course NAME`.",
        )
    folder = begin_course(words[1], Path.cwd())
    print(f"made {folder.name}/: its README.md says how to go on")
    return 0


def _new(project: Project, name: str) -> int:
    from lessonkit.new import scaffold

    for path in scaffold(project, name):
        print(f"made {project.relative(path)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
