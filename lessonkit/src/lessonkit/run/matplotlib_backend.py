"""Matplotlib's Agg; what `plt.show()` shows goes to the page, as a picture.

In a notebook, which has no `__file__`, a cell's figures are shown at its end as well.
"""

from __future__ import annotations

import io
import sys
from typing import Any

from IPython.core import display_functions as _functions
from matplotlib._pylab_helpers import Gcf
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

FigureCanvas = FigureCanvasAgg
display_functions: Any = _functions  # lessonkit's own by now


def show(*_: Any, block: bool | None = None, **__: Any) -> None:
    """Show all figures that are open, in the order of their numbers, and close them.

    With `block=False` they stay open, as windows would: the code goes on drawing.
    """
    for manager in sorted(Gcf.get_all_fig_managers(), key=lambda one: one.num):
        display_functions.display(manager.canvas.figure)
    if block is not False:
        Gcf.destroy_all()


def _png(figure: Figure) -> bytes:
    """Draw a figure: the same bytes for the same figure."""
    file = io.BytesIO()
    figure.savefig(
        file,
        format="png",
        dpi="figure",
        bbox_inches="tight",
        metadata={"Software": None},
    )
    return file.getvalue()


def _show_at_the_end_of_cells() -> None:
    """Show what is open before the next cell is noted; an empty one ends the last."""
    notes = display_functions.display.__self__._notes
    add = notes.add

    def adding(kind: str, **more: Any) -> None:
        if kind == "cell":
            show()
        add(kind, **more)

    notes.add = adding


_figure: Any = Figure
_figure._repr_png_ = _png
if not hasattr(sys.modules["__main__"], "__file__"):
    _show_at_the_end_of_cells()
