"""How narrow must a bottleneck be to pay?"""


# %% solution
def weights(inputs, outputs, reduced=None):
    """Count the weights of a 3 × 3 convolution, with or without 1 × 1."""
    if reduced is None:
        return 3 * 3 * inputs * outputs
    return inputs * reduced + 3 * 3 * reduced * outputs


def widest(inputs, outputs):
    """Return the largest number of reduced maps that still saves weights."""
    direct = weights(inputs, outputs)
    return max(
        n for n in range(inputs + 1) if weights(inputs, outputs, n) < direct
    )


maps = 192, 128  # into and out of the 3 × 3 convolution of module 3a
direct, most = weights(*maps), widest(*maps)
print(f"directly: {direct:,} weights")
for reduced in (16, 96, most, most + 1):
    found = weights(*maps, reduced)
    print(f"through {reduced:3} maps: {found:7,}, {found / direct:6.1%}")
