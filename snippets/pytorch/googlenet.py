"""GoogLeNet in PyTorch: nine inception modules, without the auxiliary heads.

The same network as `snippets/models/googlenet.py`, layer by layer and under
the same names. Images come as `(batch, 3, 224, 224)`; the output is a
thousand *logits*, since PyTorch's `CrossEntropyLoss` contains the softmax.
First weights are drawn as in Keras.

**Source.** C. Szegedy et al., Going Deeper with Convolutions, CVPR 2015,
[arXiv:1409.4842](https://arxiv.org/abs/1409.4842), Table 1 and Figure 3.

Needs torch: `pip install -r requirements-hosting.txt`.
"""

# %% modules
from collections import OrderedDict

import torch
from torch import nn

# Table 1 of the paper: maps of each convolution in a module.
MODULES = {
    #           3×3           5×5           pool
    #     1×1   reduce  3×3   reduce  5×5   1×1
    "3a": (64,   96,    128,   16,    32,   32),
    "3b": (128,  128,   192,   32,    96,   64),
    "4a": (192,  96,    208,   16,    48,   64),
    "4b": (160,  112,   224,   24,    64,   64),
    "4c": (128,  128,   256,   24,    64,   64),
    "4d": (112,  144,   288,   32,    64,   64),
    "4e": (256,  160,   320,   32,    128,  128),
    "5a": (256,  160,   320,   32,    128,  128),
    "5b": (384,  192,   384,   48,    128,  128),
}  # fmt: skip


def conv(inputs: int, maps: int, size: int) -> nn.Sequential:
    """Convolve and rectify; the output is as large as the input."""
    convolution = nn.Conv2d(inputs, maps, size, padding=size // 2)
    return nn.Sequential(convolution, nn.ReLU())


class Inception(nn.Module):
    """Look at the input in four ways and stack the maps.

    Args:
        inputs: Maps that come in.
        row: Maps of each convolution, as in `MODULES`.
    """

    def __init__(self, inputs: int, row: tuple[int, ...]):
        """Make the four branches."""
        super().__init__()
        one, reduce_three, three, reduce_five, five, after_pool = row
        branches = [
            {"1x1": conv(inputs, one, 1)},
            {
                "3x3_reduce": conv(inputs, reduce_three, 1),
                "3x3": conv(reduce_three, three, 3),
            },
            {
                "5x5_reduce": conv(inputs, reduce_five, 1),
                "5x5": conv(reduce_five, five, 5),
            },
            {
                "pool": nn.MaxPool2d(3, stride=1, padding=1),
                "pool_proj": conv(inputs, after_pool, 1),
            },
        ]
        self.branches = nn.ModuleList(
            nn.Sequential(OrderedDict(branch)) for branch in branches
        )
        self.maps = one + three + five + after_pool

    def forward(self, x):
        """Turn `(batch, inputs, height, width)` into `(batch, maps, …)`."""
        return torch.cat([branch(x) for branch in self.branches], dim=1)


def normalisation() -> nn.LocalResponseNorm:
    """Return AlexNet's, whose alpha is not divided by the five maps."""
    return nn.LocalResponseNorm(5, alpha=5 * 1e-4, beta=0.75, k=2.0)


def pool() -> nn.MaxPool2d:
    """Halve height and width; a window may reach over the border."""
    return nn.MaxPool2d(3, stride=2, ceil_mode=True)


# %% build
def with_initial_weights(layer):
    """Begin as Keras does: Glorot's weights, and biases of zero.

    PyTorch's own are too small for a network as deep as this.
    """
    if isinstance(layer, nn.Conv2d | nn.Linear):
        nn.init.xavier_uniform_(layer.weight)
        nn.init.zeros_(layer.bias)


def build_googlenet(classes: int = 1000) -> nn.Sequential:
    """Build GoogLeNet, with 6,998,552 parameters.

    Args:
        classes: Number of classes.

    Returns:
        A module with random weights. Input `(batch, 3, height, width)`, whose
        sides are multiples of 32 pixels; output `(batch, classes)`, logits.
    """
    layers = OrderedDict(
        # as Keras' "same" pads; the original has three zeros on each side
        conv1_pad=nn.ZeroPad2d((2, 3, 2, 3)),
        conv1=nn.Sequential(nn.Conv2d(3, 64, 7, stride=2), nn.ReLU()),
        pool1=pool(),
        norm1=normalisation(),
        conv2_reduce=conv(64, 64, 1),
        conv2=conv(64, 192, 3),
        norm2=normalisation(),
        pool2=pool(),
    )
    maps = 192
    for name, row in MODULES.items():
        layers[f"inception_{name}"] = module = Inception(maps, row)
        maps = module.maps
        if name in ("3b", "4e"):
            layers[f"pool{name[0]}"] = pool()
    network = nn.Sequential(
        OrderedDict(
            **layers,
            pool5=nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()),
            drop5=nn.Dropout(0.4),
            fc=nn.Linear(maps, classes),
        )
    )
    return network.apply(with_initial_weights)


# %% table
if __name__ == "__main__":
    model, x = build_googlenet(), torch.zeros(1, 3, 224, 224)
    model.eval()
    for name, layer in model.named_children():
        x = layer(x)
        count = sum(p.numel() for p in layer.parameters())
        shape = " × ".join(map(str, x.shape[1:]))
        print(f"{name:12} {shape:>15} {count:10,}")
    parameters = sum(p.numel() for p in model.parameters())
    print(f"{'together':28} {parameters:10,}")
    assert parameters == 6_998_552
