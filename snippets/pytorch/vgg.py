"""VGG in PyTorch: nothing but 3×3 convolutions, in five depths.

The same networks as in `snippets/models/vgg.py`, layer by layer and under the
same names. Images come as `(batch, 3, 224, 224)`; the output is a thousand
*logits*, since PyTorch's `CrossEntropyLoss` contains the softmax. First
weights are drawn as in Keras.

**Source.** K. Simonyan and A. Zisserman, Very Deep Convolutional Networks for
Large-Scale Image Recognition, ICLR 2015,
[arXiv:1409.1556](https://arxiv.org/abs/1409.1556), Table 1.

Needs torch: `pip install -r requirements-hosting.txt`.
"""

# %% build
from collections import OrderedDict

from torch import nn

CHANNELS = (64, 128, 256, 512, 512)  # feature maps in each of the five stages

# Kernel sizes, stage by stage. Table 1 of the paper, turned on its side.
COLUMNS = {
    "A": ([3], [3], [3, 3], [3, 3], [3, 3]),
    "B": ([3, 3], [3, 3], [3, 3], [3, 3], [3, 3]),
    "C": ([3, 3], [3, 3], [3, 3, 1], [3, 3, 1], [3, 3, 1]),
    "D": ([3, 3], [3, 3], [3, 3, 3], [3, 3, 3], [3, 3, 3]),
    "E": ([3, 3], [3, 3], [3, 3, 3, 3], [3, 3, 3, 3], [3, 3, 3, 3]),
}


def with_initial_weights(layer):
    """Begin as Keras does: Glorot's weights, and biases of zero.

    PyTorch's own are too small for a network as deep as this.
    """
    if isinstance(layer, nn.Conv2d | nn.Linear):
        nn.init.xavier_uniform_(layer.weight)
        nn.init.zeros_(layer.bias)


def build_vgg(
    column: str, size: int = 224, classes: int = 1000
) -> nn.Sequential:
    """Build the network of one column of the paper's table.

    Args:
        column: `A`, `B`, `C`, `D` (VGG-16) or `E` (VGG-19).
        size: Height and width of the image, 32 pixels or more.
        classes: Number of classes.

    Returns:
        A module with random weights. Input `(batch, 3, size, size)`; output
        `(batch, classes)`, logits.

    Raises:
        ValueError: There is no such column, or the image is too small.
    """
    if column not in COLUMNS or size < 32:
        raise ValueError(
            f"column {column!r}, size {size}: there are {list(COLUMNS)}, for"
            " images of 32 pixels or more"
        )
    layers, maps = OrderedDict(), 3
    stages = zip(CHANNELS, COLUMNS[column], strict=True)
    for stage, (channels, kernels) in enumerate(stages, start=1):
        for number, kernel in enumerate(kernels, start=1):
            layers[f"conv{stage}_{number}"] = nn.Sequential(
                nn.Conv2d(maps, channels, kernel, padding=kernel // 2),
                nn.ReLU(),
            )
            maps = channels
        layers[f"pool{stage}"] = nn.MaxPool2d(2)
    side = size // 2**5
    network = nn.Sequential(
        OrderedDict(
            **layers,
            flatten=nn.Flatten(),
            fc6=nn.Sequential(nn.Linear(512 * side**2, 4096), nn.ReLU()),
            drop6=nn.Dropout(0.5),
            fc7=nn.Sequential(nn.Linear(4096, 4096), nn.ReLU()),
            drop7=nn.Dropout(0.5),
            fc8=nn.Linear(4096, classes),
        )
    )
    return network.apply(with_initial_weights)


# %% table
if __name__ == "__main__":
    import torch

    counts = {}
    for column in COLUMNS:
        # shapes without numbers in them: half a gigabyte stays unmade
        with torch.device("meta"):
            model = build_vgg(column)
        depth = sum(
            isinstance(m, nn.Conv2d | nn.Linear) for m in model.modules()
        )
        counts[column] = sum(p.numel() for p in model.parameters())
        print(
            f"column {column}: {depth} layers {counts[column]:12,} parameters"
        )
    assert counts["D"] == 138_357_544
    assert counts["E"] == 143_667_240
