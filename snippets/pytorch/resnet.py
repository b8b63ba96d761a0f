"""ResNet in PyTorch: layers that learn what to add to their input.

The same networks as in `snippets/models/resnet.py`, layer by layer and under
the same names, with projections where the size changes (the paper's option
B). Images come as `(batch, 3, 224, 224)`; the output is a thousand *logits*,
since PyTorch's `CrossEntropyLoss` contains the softmax. First weights are
drawn as in Keras.

**Source.** K. He, X. Zhang, S. Ren and J. Sun, Deep Residual Learning for
Image Recognition, CVPR 2016,
[arXiv:1512.03385](https://arxiv.org/abs/1512.03385), Table 1.

Needs torch: `pip install -r requirements-hosting.txt`.
"""

# %% blocks
from collections import OrderedDict

import torch
from torch import nn

# A block's convolutions: kernel size, and channels in widths of its stage.
BASIC = ((3, 1), (3, 1))
BOTTLENECK = ((1, 1), (3, 1), (1, 4))

# Table 1 of the paper: the kind of block, and how many in each stage.
DEPTHS = {
    18: (BASIC, (2, 2, 2, 2)),
    34: (BASIC, (3, 4, 6, 3)),
    50: (BOTTLENECK, (3, 4, 6, 3)),
    101: (BOTTLENECK, (3, 4, 23, 3)),
    152: (BOTTLENECK, (3, 8, 36, 3)),
}
WIDTHS = (64, 128, 256, 512)  # of the stages conv2 to conv5


def convolution(
    inputs: int, channels: int, size: int, *, stride: int
) -> nn.Conv2d:
    """Return a convolution without bias, which begins with He's weights."""
    layer = nn.Conv2d(
        inputs, channels, size, stride=stride, padding=size // 2, bias=False
    )
    nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    return layer


def normalisation(channels: int) -> nn.BatchNorm2d:
    """Return a batch normalisation; 0.01 here is 0.99 in Keras."""
    return nn.BatchNorm2d(channels, eps=1e-5, momentum=0.01)


class Block(nn.Module):
    """Add to the input what two or three convolutions make of it.

    Args:
        inputs: Channels that come in.
        kernels: `(kernel size, channels)` of each convolution.
        stride: Stride of the first convolution.
    """

    def __init__(
        self, inputs: int, kernels: list[tuple[int, int]], stride: int
    ):
        """Make the convolutions, and one for the shortcut if needed."""
        super().__init__()
        self.shortcut = nn.Sequential()  # which leaves the input as it is
        outputs, last = kernels[-1][1], len(kernels) - 1
        if stride > 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                OrderedDict(
                    conv=convolution(inputs, outputs, 1, stride=stride),
                    bn=normalisation(outputs),
                )
            )
        layers = OrderedDict()
        for n, (size, channels) in enumerate(kernels):
            part, step = "abc"[n], 1 if n else stride
            layers[part] = convolution(inputs, channels, size, stride=step)
            layers[f"{part}_bn"] = normalisation(channels)
            if n < last:  # the last one is rectified after the sum
                layers[f"{part}_relu"] = nn.ReLU()
            inputs = channels
        self.residual = nn.Sequential(layers)
        self.relu = nn.ReLU()

    def forward(self, x):
        """Turn `(batch, inputs, height, width)` into `(batch, maps, …)`."""
        return self.relu(self.residual(x) + self.shortcut(x))


# %% build
def build_resnet(depth: int, classes: int = 1000) -> nn.Sequential:
    """Build a residual network of one of the paper's depths.

    Args:
        depth: 18, 34, 50, 101 or 152 layers with weights.
        classes: Number of classes.

    Returns:
        A module with random weights. Input `(batch, 3, height, width)`, 32
        pixels or more; output `(batch, classes)`, logits.

    Raises:
        ValueError: There is no such depth.
    """
    if depth not in DEPTHS:
        raise ValueError(f"no depth {depth}; there are {list(DEPTHS)}")
    kind, blocks = DEPTHS[depth]
    layers = OrderedDict(
        conv1=convolution(3, 64, 7, stride=2),
        conv1_bn=normalisation(64),
        conv1_relu=nn.ReLU(),
        pool1=nn.MaxPool2d(3, stride=2, padding=1),
    )
    channels = 64
    stages = zip(WIDTHS, blocks, strict=True)
    for stage, (width, count) in enumerate(stages, start=2):
        kernels = [(size, times * width) for size, times in kind]
        for number in range(1, count + 1):
            stride = 2 if stage > 2 and number == 1 else 1
            layers[f"conv{stage}_{number}"] = Block(channels, kernels, stride)
            channels = kernels[-1][1]
    layers["pool5"] = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
    layers["fc"] = dense = nn.Linear(channels, classes)
    nn.init.xavier_uniform_(dense.weight)
    nn.init.zeros_(dense.bias)
    return nn.Sequential(layers)


# %% table
if __name__ == "__main__":
    counts = {}
    for depth in DEPTHS:
        # shapes without numbers in them: the weights are never made
        with torch.device("meta"):
            model = build_resnet(depth)
        counts[depth] = sum(p.numel() for p in model.parameters())
        print(f"ResNet-{depth:<4} {counts[depth]:11,} parameters")
    assert counts[50] == 25_557_032
    assert counts[101] == 44_549_160
