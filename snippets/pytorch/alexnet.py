"""AlexNet in PyTorch: five convolutions and three dense layers.

The same network as `snippets/models/alexnet.py`, layer by layer and under the
same names, with the original's two groups. Images come as `(batch, 3, 227,
227)`; the output is a thousand *logits*, since PyTorch's `CrossEntropyLoss`
contains the softmax. What torchvision calls AlexNet is another network.

**Source.** A. Krizhevsky, I. Sutskever and G. Hinton, ImageNet Classification
with Deep Convolutional Neural Networks, NIPS 2012,
[doi:10.1145/3065386](https://doi.org/10.1145/3065386), section 3.

Needs torch: `pip install -r requirements-hosting.txt`.
"""

# %% build
from collections import OrderedDict

from torch import nn


def conv(maps: tuple[int, int], size: int, bias_start: float = 0.0, **more):
    """Convolve and rectify, with the paper's first weights."""
    layer = nn.Conv2d(*maps, size, **more)
    return nn.Sequential(with_initial_weights(layer, bias_start), nn.ReLU())


def dense(units: tuple[int, int], bias_start: float = 0.0):
    """Connect all units and rectify, with the paper's first weights."""
    layer = nn.Linear(*units)
    return nn.Sequential(with_initial_weights(layer, bias_start), nn.ReLU())


def with_initial_weights(layer, bias_start: float):
    """Set a layer's initial weights."""
    nn.init.normal_(layer.weight, std=0.01)
    nn.init.constant_(layer.bias, bias_start)
    return layer


def normalisation() -> nn.LocalResponseNorm:
    """Return section 3.3's, whose alpha is not divided by the five maps."""
    return nn.LocalResponseNorm(5, alpha=5 * 1e-4, beta=0.75, k=2.0)


def build_alexnet(
    size: int = 227, classes: int = 1000, *, groups: int = 2
) -> nn.Sequential:
    """Build AlexNet, with 60,965,224 parameters in its two groups.

    Args:
        size: Height and width of the image, 67 pixels or more.
        classes: Number of classes.
        groups: 2 for the original, 1 for the network without groups.

    Returns:
        A module with random weights. Input `(batch, 3, size, size)`; output
        `(batch, classes)`, logits.

    Raises:
        ValueError: The image is too small, or `groups` is not 1 or 2.
    """
    if groups not in (1, 2) or size < 67:
        raise ValueError(
            f"groups {groups}, size {size}: use 1 or 2 groups, and images of"
            " 67 pixels or more"
        )
    side = (size - 11) // 4 + 1  # conv1; then three poolings
    for _ in range(3):
        side = (side - 3) // 2 + 1
    split = {"groups": groups}
    return nn.Sequential(
        OrderedDict(
            conv1=conv((3, 96), 11, stride=4),
            norm1=normalisation(),
            pool1=nn.MaxPool2d(3, stride=2),
            conv2=conv((96, 256), 5, bias_start=1, padding=2, **split),
            norm2=normalisation(),
            pool2=nn.MaxPool2d(3, stride=2),
            conv3=conv((256, 384), 3, padding=1),
            conv4=conv((384, 384), 3, bias_start=1, padding=1, **split),
            conv5=conv((384, 256), 3, bias_start=1, padding=1, **split),
            pool5=nn.MaxPool2d(3, stride=2),
            flatten=nn.Flatten(),
            fc6=dense((256 * side * side, 4096), bias_start=1),
            drop6=nn.Dropout(0.5),
            fc7=dense((4096, 4096), bias_start=1),
            drop7=nn.Dropout(0.5),
            fc8=with_initial_weights(nn.Linear(4096, classes), 0.0),
        )
    )


# %% table
if __name__ == "__main__":
    import torch

    # shapes without numbers in them: the weights are never made
    with torch.device("meta"):
        model, x = build_alexnet(), torch.zeros(1, 3, 227, 227)
        ungrouped = build_alexnet(groups=1)
    for name, layer in model.named_children():
        x = layer(x)
        count = sum(p.numel() for p in layer.parameters())
        shape = " × ".join(map(str, x.shape[1:]))
        print(f"{name:8} {shape:>14} {count:12,}")
    parameters = sum(p.numel() for p in model.parameters())
    parameters_ungrouped = sum(p.numel() for p in ungrouped.parameters())
    print(f"{'together':23} {parameters:12,}")
    print(f"{'without groups':23} {parameters_ungrouped:12,}")
    assert parameters == 60_965_224
    assert parameters_ungrouped == 62_378_344
