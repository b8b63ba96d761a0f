"""A convolution, written as the dense layer that it is."""

# %% solution
import keras
import numpy as np

image = np.arange(16.0).reshape(4, 4)
kernel = np.arange(1.0, 10).reshape(3, 3)


def as_matrix(kernel):
    """Return 16 rows, one a pixel, and 4 columns, one an answer."""
    matrix = np.zeros((16, 4))
    for answer in range(4):
        weights = np.zeros((4, 4))
        row, column = divmod(answer, 2)
        weights[row : row + 3, column : column + 3] = kernel
        matrix[:, answer] = weights.ravel()
    return matrix


matrix = as_matrix(kernel)
by_matrix = image.ravel() @ matrix
layer = keras.layers.Conv2D(1, 3, use_bias=False)
layer.build((None, 4, 4, 1))
layer.set_weights([kernel[..., None, None]])
by_keras = np.asarray(layer(image[None, ..., None])).ravel()
print("matrix", by_matrix)
print("Keras ", by_keras)
assert np.allclose(by_matrix, by_keras)

all_weights = matrix.size
nonzero = int((matrix != 0).sum())
different = len(set(matrix[matrix != 0]))
print(f"{all_weights} weights, {nonzero} not zero, {different} different")
