"""Parameters of a convolution, and the width of its feature map."""

# %% solution
import keras


def parameters(kernels, size, channels):
    """Count weights and biases: one bias for each kernel."""
    return kernels * (size * size * channels + 1)


def width(n, size, stride=1):
    """Count the places of a window that stays inside the image."""
    return (n - size) // stride + 1


layer = keras.layers.Conv2D(32, 3)
feature_maps = layer(keras.ops.zeros((1, 224, 224, 3)))
print(parameters(32, 3, 3), layer.count_params())
print(width(224, 3), feature_maps.shape[1])
assert layer.count_params() == parameters(32, 3, 3)
assert feature_maps.shape[1] == width(224, 3)

# %% answers
right = parameters(32, 3, 3)
without_channels = parameters(32, 3, 1)
without_bias = right - 32
image_width = 32
map_width = width(image_width, 5)
map_width_one_less = map_width - 1
