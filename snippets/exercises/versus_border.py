"""How far a spot can move before global average pooling notices."""

# %% solution
import keras
import numpy as np

keras.utils.set_random_seed(0)
layer = keras.layers.Conv2D(1, 3, padding="same", use_bias=False)


def average(column):
    """Average the feature map of a picture with one bright spot."""
    picture = np.zeros((1, 9, 9, 1), "float32")
    picture[0, 4, column] = 1
    return float(np.asarray(layer(picture)).mean())


unchanged = []
for column in range(4, 9):
    same = abs(average(column) - average(4)) < 1e-7
    unchanged.append(same)
    print(f"{8 - column} from the border: {average(column):+.5f}", same)
assert unchanged == [True, True, True, True, False]
