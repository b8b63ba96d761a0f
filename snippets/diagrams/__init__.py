"""Interactive Plotly pictures of live Keras models.

`dense_diagram` draws every weight of a small fully connected network, and lets a
sample's activations flow through it.
"""

from snippets.diagrams.dense import dense_diagram

__all__ = ["dense_diagram"]
