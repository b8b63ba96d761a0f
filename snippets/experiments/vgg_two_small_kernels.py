"""Two 3×3 kernels see what one 5×5 sees, with fewer weights.

What a unit sees is measured: a change of which pixels would change it?
"""

# %% measure
import keras
import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

SIZE = 11  # pixels: a small image, with room around what is seen
MIDDLE = SIZE // 2


def seen_by_the_middle(kernels):
    """Return how strongly each pixel moves the middle unit of a stack.

    Args:
        kernels: Kernel sizes, one convolution each.

    Returns:
        Array of shape (height, width); 0 where nothing would change.
    """
    model = keras.Sequential([keras.Input((SIZE, SIZE, 1))])
    for size in kernels:
        ones = keras.initializers.Constant(1 / size**2)
        model.add(
            keras.layers.Conv2D(
                1, size, padding="same", kernel_initializer=ones
            )
        )
    pixels = np.eye(SIZE * SIZE, dtype="float32")  # one bright pixel each
    answers = model(pixels.reshape(-1, SIZE, SIZE, 1))
    middle = np.asarray(answers)[:, MIDDLE, MIDDLE, 0]
    return middle.reshape(SIZE, SIZE)


STACKS = {
    "one 5×5": [5], "two 3×3": [3, 3], "one 7×7": [7], "three 3×3": [3, 3, 3],
}  # fmt: skip
seen = {name: seen_by_the_middle(sizes) for name, sizes in STACKS.items()}
width = {name: int((image.max(0) > 0).sum()) for name, image in seen.items()}
for name, pixels in width.items():
    print(f"{name:10} sees {pixels} × {pixels} pixels")
seen_by_two, seen_by_three = width["two 3×3"], width["three 3×3"]
assert seen_by_two == width["one 5×5"] == 5, "claim: two-small-see-as-much"
assert seen_by_three == width["one 7×7"] == 7

# %% picture
names = ["one 5×5", "two 3×3"]
figure = make_subplots(1, 2, subplot_titles=names)
for place, name in enumerate(names, start=1):
    figure.add_trace(
        go.Heatmap(
            z=seen[name], zmin=0, showscale=False, name=name, xgap=1, ygap=1
        ),
        1,
        place,
    )
    figure.update_xaxes(visible=False, col=place)
    figure.update_yaxes(visible=False, col=place, scaleanchor=f"x{place}")
figure.update_layout(height=340)
figure.show()

# %% weights
C = 256  # maps in and out
for name, sizes in STACKS.items():
    weights = sum(size * size * C * C for size in sizes)
    print(f"{name:10} {weights:12,} weights at {C} maps")
one_five, two_three = 25 * C * C, 2 * 9 * C * C
one_seven, three_three = 49 * C * C, 3 * 9 * C * C
saved_five = 1 - two_three / one_five
saved_seven = 1 - three_three / one_seven
