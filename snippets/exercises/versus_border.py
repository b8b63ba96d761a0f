"""How far a spot can move before global average pooling notices."""

# %% solution
import keras
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def average(picture, kernel):
    """Convolve, with zeros around the picture; return the mean of the map."""
    patches = sliding_window_view(np.pad(picture, 1), kernel.shape)
    return float((patches * kernel).sum(axis=(2, 3)).mean())


def spot(column):
    """Return a dark picture with one bright spot in its middle row."""
    picture = np.zeros((9, 9), "float32")
    picture[4, column] = 1
    return picture


keras.utils.set_random_seed(0)
layer = keras.layers.Conv2D(1, 3, padding="same", use_bias=False)
layer.build((None, 9, 9, 1))
kernel = np.asarray(layer.kernel)[:, :, 0, 0]
unchanged = []
for column in range(4, 9):
    mean = average(spot(column), kernel)
    by_keras = float(np.asarray(layer(spot(column)[None, :, :, None])).mean())
    assert abs(mean - by_keras) < 1e-6
    unchanged.append(abs(mean - average(spot(4), kernel)) < 1e-7)
    print(f"{8 - column} from the border: {mean:+.5f}", unchanged[-1])
assert unchanged == [True, True, True, True, False]
