"""Interactive Plotly pictures of live Keras models.

`architecture_diagram` draws any built model, `layer_table` lists its layers with what
each costs and sees. `dense_diagram` draws every weight of a small fully connected
network, and lets a sample's activations flow through it.
"""

from snippets.diagrams.architecture import architecture_diagram, layer_table
from snippets.diagrams.dense import dense_diagram
from snippets.diagrams.lines import source_lines

__all__ = ["architecture_diagram", "dense_diagram", "layer_table", "source_lines"]
