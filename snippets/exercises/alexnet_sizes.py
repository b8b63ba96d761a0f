"""Every map size of AlexNet, from one formula."""

# %% solution
LAYERS = [  # name, window, stride, padding on each side
    ("conv1", 11, 4, 0),
    ("pool1", 3, 2, 0),
    ("conv2", 5, 1, 2),
    ("pool2", 3, 2, 0),
    ("conv3", 3, 1, 1),
    ("conv4", 3, 1, 1),
    ("conv5", 3, 1, 1),
    ("pool5", 3, 2, 0),
]


def sizes(n):
    """Return the sizes of all maps; a fraction means that it does not fit."""
    found = []
    for _, window, stride, padding in LAYERS:
        n = (n + 2 * padding - window) / stride + 1
        found.append(n)
    return found


right = sizes(227)
assert right == [55, 27, 27, 13, 13, 13, 13, 6]
for (name, *_), n, wrong in zip(LAYERS, right, sizes(224), strict=True):
    print(f"{name}  from 227: {n:2.0f}   from 224: {wrong:6.3f}")

fitting = [
    n for n in range(200, 251) if all(size % 1 == 0 for size in sizes(n))
]
print("from 200 to 250 pixels, all windows fit only", *fitting)
assert fitting == [227]
