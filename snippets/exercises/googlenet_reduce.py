"""How narrow must a bottleneck be to pay?"""

# %% solution
INPUTS, OUTPUTS = 192, 128  # maps into and out of the 3 × 3 of module 3a


def weights(reduced=None):
    """Count the weights of a 3 × 3 convolution, with or without 1 × 1."""
    if reduced is None:
        return 3 * 3 * INPUTS * OUTPUTS
    return INPUTS * reduced + 3 * 3 * reduced * OUTPUTS


widest = max(n for n in range(1, INPUTS + 1) if weights(n) < weights())
print(f"directly: {weights():,} weights")
for reduced in (16, 96, widest, widest + 1):
    share = weights(reduced) / weights()
    print(f"through {reduced:3} maps: {weights(reduced):7,}, {share:6.1%}")
