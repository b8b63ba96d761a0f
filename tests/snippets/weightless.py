"""Models whose weights are never made: large ones can be counted and drawn."""

from collections.abc import Iterator
from contextlib import contextmanager

import keras


@contextmanager
def without_weights() -> Iterator[None]:
    """Give no weight of the models that are built in the block a value.

    Keras keeps a list of such weights and makes them all when another scope closes, at
    the first call of a subclassed model, say; so it has to forget them.
    """
    with keras.StatelessScope(initialize_variables=False):
        yield
    keras.utils.clear_session(free_memory=False)
