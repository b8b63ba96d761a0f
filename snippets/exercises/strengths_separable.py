"""One convolution, and the pair that MobileNet puts in its place."""

# %% solution
import keras

layers = keras.layers
inputs = keras.Input((32, 32, 64))
one = keras.Model(
    inputs, layers.Conv2D(128, 3, padding="same", use_bias=False)(inputs)
)
apart = layers.DepthwiseConv2D(3, padding="same", use_bias=False)(inputs)
pair = keras.Model(inputs, layers.Conv2D(128, 1, use_bias=False)(apart))

full = one.count_params()
separable = pair.count_params()
print(f"one convolution {full:7,} weights")
print(f"the pair        {separable:7,} weights")
print(f"                {full / separable:.1f} times fewer")
assert full == 3 * 3 * 64 * 128
assert separable == 3 * 3 * 64 + 64 * 128
assert abs(separable / full - (1 / 128 + 1 / 9)) < 1e-9
