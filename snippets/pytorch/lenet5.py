"""LeNet-5 in PyTorch, as it is usually copied.

The same network as `build_lenet5` of `snippets/models/lenet5.py`, layer by
layer and under the same names. Images come as `(batch, 1, 32, 32)`: in
PyTorch the colour channels stand before height and width. The output is ten
*logits*, since PyTorch's `CrossEntropyLoss` contains the softmax. First
weights are PyTorch's own: with so few layers it learns from these as well.

**Source.** Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, Gradient-Based
Learning Applied to Document Recognition, Proc. IEEE 86(11), 1998,
[doi:10.1109/5.726791](https://doi.org/10.1109/5.726791), section II-B.

Needs torch: `pip install -r requirements-hosting.txt`.
"""

# %% build
from collections import OrderedDict

from torch import nn


def build_lenet5(channels: int = 1, classes: int = 10) -> nn.Sequential:
    """Build LeNet-5 as it is usually copied: 61,706 parameters.

    Args:
        channels: 1 for grey images, 3 for RGB.
        classes: Number of classes.

    Returns:
        A module with random weights. Input `(batch, channels, 32, 32)`;
        output `(batch, classes)`, logits.
    """
    return nn.Sequential(
        OrderedDict(
            C1=nn.Sequential(nn.Conv2d(channels, 6, 5), nn.Tanh()),
            S2=nn.AvgPool2d(2),
            C3=nn.Sequential(nn.Conv2d(6, 16, 5), nn.Tanh()),
            S4=nn.AvgPool2d(2),
            flatten=nn.Flatten(),
            C5=nn.Sequential(nn.Linear(16 * 5 * 5, 120), nn.Tanh()),
            F6=nn.Sequential(nn.Linear(120, 84), nn.Tanh()),
            output=nn.Linear(84, classes),
        )
    )


# %% table
if __name__ == "__main__":
    import torch

    model = build_lenet5()
    x = torch.zeros(1, 1, 32, 32)
    for name, layer in model.named_children():
        x = layer(x)
        count = sum(p.numel() for p in layer.parameters())
        shape = " × ".join(map(str, x.shape[1:]))
        print(f"{name:8} {shape:>12} {count:8,}")
    parameters = sum(p.numel() for p in model.parameters())
    print(f"{'together':21} {parameters:8,}")
    assert parameters == 61_706


# %% train
if __name__ == "__main__":
    import torch
    from sklearn.datasets import load_digits

    digits = load_digits()
    images = torch.tensor(digits.images / 16, dtype=torch.float32)[:, None]
    images = nn.functional.interpolate(images, 32)  # from 8 × 8 pixels
    labels = torch.tensor(digits.target)

    torch.manual_seed(0)
    test, train = torch.randperm(len(images)).split([450, len(images) - 450])
    model = build_lenet5()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.002)
    loss_fn = nn.CrossEntropyLoss()  # of logits

    model.train()
    for _ in range(8):
        for batch in train[torch.randperm(len(train))].split(32):
            optimizer.zero_grad()
            loss_fn(model(images[batch]), labels[batch]).backward()
            optimizer.step()

    model.eval()
    with torch.no_grad():
        answers = model(images[test]).argmax(dim=1)
    accuracy = float((answers == labels[test]).float().mean())
    print(f"reads {accuracy:.1%} of {len(test)} held-out digits")
    assert accuracy > 0.9
