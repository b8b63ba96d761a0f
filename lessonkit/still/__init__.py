"""A Plotly figure as a still picture: SVG, made without a browser.

For readers without JavaScript, for paper, and for pages as Markdown. It knows what the
figures of this site use, looks as they do in the light theme, and refuses the rest.
"""

from lessonkit.still.colours import light
from lessonkit.still.picture import picture

__all__ = ["light", "picture"]
