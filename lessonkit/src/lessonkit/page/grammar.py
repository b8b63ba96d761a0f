"""The grammar of blocks: how each is called, what it names, which options it has.

Parsing, checks, messages and the table in the reference all come from here. A block's
class says only what it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Names(Enum):
    """What the words behind a block's bar, or an option, name."""

    CELL = "a cell, such as `experiments/orbits#law`"
    STARTER = "the snippet of an exercise, such as `exercises/period`"
    VALUES = "what snippets left, such as `experiments/orbits.power`, by commas"
    WIDGET = "a folder in `docs/assets/widgets/` with a script `widget.js`"
    WORDS = "its own words"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Option:
    """A line below a block's header.

    Attributes:
        name: Stands before the colon.
        meaning: What an author reads about it.
        default: What a block without it has.
        names: What it refers to.
    """

    name: str
    meaning: str
    default: str = ""
    names: Names = Names.WORDS


@dataclass(frozen=True)
class Grammar:
    """How a kind of block is written.

    Attributes:
        name: Stands behind the slashes.
        names: What stands behind the bar.
        purpose: What it does, as an author reads it.
        options: May stand below the header.
    """

    name: str
    names: Names
    purpose: str
    options: tuple[Option, ...] = ()


_ALT = Option("alt", "what a picture shows, in a sentence; a figure needs it")
_EMPHASIZE = Option("emphasize", "a regular expression; lines that match stand out")
_SHOWN = (_ALT, _EMPHASIZE)

BLOCKS: dict[str, Grammar] = {
    block.name: block
    for block in (
        Grammar("snippet", Names.CELL, "shows the source", (_EMPHASIZE,)),
        Grammar("output", Names.CELL, "shows what it produced", _SHOWN),
        Grammar("example", Names.CELL, "shows both", _SHOWN),
        Grammar("diagram", Names.CELL, "shows an output wider than the text", _SHOWN),
        Grammar(
            "exercise",
            Names.STARTER,
            "offers the file, and how to check it",
            (_EMPHASIZE,),
        ),
        Grammar(
            "widget",
            Names.WIDGET,
            "hands data to a script of the page",
            (Option("data", "what the script gets", names=Names.VALUES),),
        ),
        Grammar(
            "question",
            Names.WORDS,
            "asks the reader",
            (
                Option("kind", "`one`, `several`, `number`, `order`, `line`", "one"),
                Option("code", "the cell to choose a line of", names=Names.CELL),
            ),
        ),
        Grammar("plan", Names.WORDS, "plans a day of lessons, and adds up its times"),
        Grammar("sources", Names.NOTHING, "lists the works that the page cites"),
        Grammar("claims", Names.NOTHING, "lists all claims of the site"),
        Grammar("blocks", Names.NOTHING, "lists all blocks, as here"),
    )
}
# an option is told from others by its name alone
OPTIONS = {option.name: option for block in BLOCKS.values() for option in block.options}

# the beginning of an option's line
OPTION = re.compile(rf"(?:{'|'.join(OPTIONS)}): ")


def naming(*wanted: Names) -> tuple[str, ...]:
    """Return the blocks and options that name one of these."""
    everything: Iterable[Grammar | Option] = (*BLOCKS.values(), *OPTIONS.values())
    return tuple(part.name for part in everything if part.names in wanted)
