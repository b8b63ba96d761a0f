"""One convolution, and the pair that MobileNet puts in its place."""

# %% solution
import keras


def full(inputs, outputs):
    """Count the weights of a 3 × 3 convolution."""
    return 3 * 3 * inputs * outputs


def separable(inputs, outputs):
    """Count those of a kernel for each map, and of a 1 × 1 convolution."""
    return 3 * 3 * inputs + inputs * outputs


layers = keras.layers
inputs = keras.Input((32, 32, 64))
one = keras.Model(
    inputs, layers.Conv2D(128, 3, padding="same", use_bias=False)(inputs)
)
apart = layers.DepthwiseConv2D(3, padding="same", use_bias=False)(inputs)
pair = keras.Model(inputs, layers.Conv2D(128, 1, use_bias=False)(apart))

many, few = full(64, 128), separable(64, 128)
print(f"one convolution {many:7,} weights")
print(f"the pair        {few:7,} weights")
print(f"                {many / few:.1f} times fewer")
assert many == one.count_params() and few == pair.count_params()
assert abs(few / many - (1 / 128 + 1 / 9)) < 1e-9
