"""Where a trace is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from lessonkit.still.axes import Axis, Part

Colours = dict[str, str]


@dataclass(frozen=True)
class Place:
    """Where a trace is drawn, and in what colour it is unless it says so."""

    x: Axis
    y: Axis
    colour: str
    colours: Colours
    coloraxis: Part
