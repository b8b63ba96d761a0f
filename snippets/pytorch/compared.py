"""The same weights in Keras and in PyTorch, and the same answers.

Each of the five networks is built twice, and the weights of Keras are carried
into PyTorch. Then every layer that has the same name in both is compared,
on the same two images of noise. The images are small, so that the dense
layers are; nothing else differs from the networks of the papers.

Needs torch: `pip install -r requirements-hosting.txt`. Imports from this
repository: the networks (`models`, `pytorch`), and `digits_lenet5`.
"""
# time limit: 300 s

# %% carry
import re
from functools import partial

import keras
import numpy as np
import torch
from keras import layers
from torch import nn

WEIGHTED = nn.Conv2d | nn.Linear | nn.BatchNorm2d


def name_of(path):
    """Return a layer's name in Keras: `conv2_1.residual.a` is `conv2_1_a`."""
    path = re.sub(r"\.(residual|branches\.\d)\b", "", path)
    return path.replace(".", "_").removesuffix("_conv")


def carried(layer, flattened=None):
    """Return a layer's weights as PyTorch stores them.

    Args:
        layer: Of Keras, with one or two weights, or a batch normalisation.
        flattened: Height, width and maps of what a dense layer reads, if it
            was flattened: Keras goes through the maps last, PyTorch first.
    """
    kernel, *rest = layer.get_weights()
    if isinstance(layer, layers.Conv2D):
        kernel = kernel.transpose(3, 2, 0, 1)  # out, in, height, width
    elif isinstance(layer, layers.Dense):
        if flattened:
            units = kernel.shape[-1]
            maps_first = kernel.reshape(*flattened, units).transpose(
                2, 0, 1, 3
            )
            kernel = maps_first.reshape(-1, units)
        kernel = kernel.T
    return [torch.tensor(weight) for weight in (kernel, *rest)]


def carry(model, module, *, maps_first=True):
    """Give a module of PyTorch the weights of a model of Keras.

    Args:
        model: Of Keras.
        module: The same network in PyTorch, layers named as in Keras.
        maps_first: Mind the order of flattening.
    """
    known = {layer.name: layer for layer in model.layers}
    shape = next(
        (
            one.input.shape[1:]
            for one in model.layers
            if one.name == "flatten"
        ),
        None,
    )
    for path, part in module.named_modules():
        if not isinstance(part, WEIGHTED):
            continue
        layer = known[name_of(path).removesuffix("_0")]
        first = layer.name in ("C5", "fc6") and maps_first
        weights = carried(layer, shape if first else None)
        if isinstance(part, nn.BatchNorm2d):
            targets = [
                part.weight, part.bias, part.running_mean, part.running_var,
            ]  # fmt: skip
        else:
            targets = [part.weight, part.bias][: len(weights)]
        with torch.no_grad():
            for target, weight in zip(targets, weights, strict=True):
                target.copy_(weight)
    module.eval()


# %% compare
def as_keras(x):
    """Turn `(batch, maps, height, width)` into Keras' order of axes."""
    x = x.detach().numpy()
    return x.transpose(0, 2, 3, 1) if x.ndim == 4 else x


def maps_of(module, images):
    """Return what each layer of a module answers, by its name in Keras."""
    found = {}

    def keep(name, _module, _inputs, answer):
        found.setdefault(name, as_keras(answer))  # the inner one first

    for path, part in module.named_modules():
        part.register_forward_hook(partial(keep, name_of(path)))
    module(torch.tensor(images.transpose(0, 3, 1, 2).copy()))
    return found


def differences(model, module, images):
    """Compare all layers of one name.

    Returns:
        For each layer's name the largest difference, as a share of the
        largest answer of that layer.
    """
    theirs = maps_of(module, images)
    # flattened, they are the same numbers in another order
    shared = [
        layer for layer in model.layers
        if layer.name in theirs and layer.name != "flatten"
    ]  # fmt: skip
    theirs[shared[-1].name] = softmax(theirs[shared[-1].name])
    answers = keras.Model(model.inputs[0], [one.output for one in shared])(
        images
    )
    found = {}
    for layer, ours in zip(shared, map(np.asarray, answers), strict=True):
        difference = abs(ours - theirs[layer.name].reshape(ours.shape)).max()
        found[layer.name] = float(difference / abs(ours).max())
    return found


def softmax(logits):
    """Turn logits into probabilities."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


# %% networks
from snippets.models import alexnet, googlenet, lenet5, resnet, vgg
from snippets.pytorch import alexnet as torch_alexnet
from snippets.pytorch import googlenet as torch_googlenet
from snippets.pytorch import lenet5 as torch_lenet5
from snippets.pytorch import resnet as torch_resnet
from snippets.pytorch import vgg as torch_vgg

RGB, CLASSES = (64, 64, 3), 10
NETWORKS = {
    "LeNet-5": (
        lenet5.build_lenet5,
        torch_lenet5.build_lenet5,
    ),
    "AlexNet": (
        lambda: alexnet.build_alexnet((99, 99, 3), CLASSES),
        lambda: torch_alexnet.build_alexnet(99, CLASSES),
    ),
    "VGG-16": (
        lambda: vgg.build_vgg16(RGB, CLASSES),
        lambda: torch_vgg.build_vgg("D", 64, CLASSES),
    ),
    "GoogLeNet": (
        lambda: googlenet.build_googlenet(RGB, CLASSES),
        lambda: torch_googlenet.build_googlenet(CLASSES),
    ),
    "ResNet-50": (
        lambda: resnet.build_resnet50(RGB, CLASSES),
        lambda: torch_resnet.build_resnet(50, CLASSES),
    ),
}  # fmt: skip

keras.utils.set_random_seed(0)
torch.manual_seed(0)
torch.set_num_threads(1)
rng = np.random.default_rng(0)


def used(model):
    """Give batch normalisations means and variances as after training."""
    for layer in model.layers:
        if isinstance(layer, layers.BatchNormalization):
            size = layer.gamma.shape[0]
            spread = [rng.uniform(0.5, 1.5, size) for _ in range(2)]
            middle = [rng.normal(0, 0.1, size) for _ in range(2)]
            layer.set_weights([spread[0], *middle, spread[1]])


compared = {}
print("network     layers compared   largest difference")
for name, (build, build_in_pytorch) in NETWORKS.items():
    model, module = build(), build_in_pytorch()
    used(model)
    carry(model, module)
    images = rng.normal(size=(2, *model.input_shape[1:])).astype("float32")
    found = differences(model, module, images)
    compared[name.lower().replace("-", "")] = {
        "layers": len(found), "largest": max(found.values()),
        "parameters": sum(p.numel() for p in module.parameters()),
    }  # fmt: skip
    print(f"{name:12} {len(found):14} {max(found.values()):20.1e}")
layers_compared = sum(one["layers"] for one in compared.values())
largest = max(one["largest"] for one in compared.values())
assert largest < 1e-4, "claim: pytorch-answers-as-keras"


# %% digits
from snippets.hosting import digits_lenet5

x_train, x_test, y_train, y_test = digits_lenet5.images_and_labels()
trained = digits_lenet5.train(x_train, y_train)
module = torch_lenet5.build_lenet5()


def score(module):
    """Return the share of held-out digits that PyTorch reads rightly."""
    with torch.no_grad():
        logits = module(torch.tensor(x_test.transpose(0, 3, 1, 2).copy()))
    return float(np.mean(logits.numpy().argmax(axis=1) == y_test))


in_keras = digits_lenet5.accuracy(trained, x_test, y_test)
carry(trained, module)
in_pytorch = score(module)
carry(trained, module, maps_first=False)
wrong_order = score(module)
print(f"trained in Keras, read by Keras: {in_keras:.1%}")
print(f"carried into PyTorch:            {in_pytorch:.1%}")
print(f"... without minding the order:   {wrong_order:.1%}")
assert in_pytorch == in_keras
assert wrong_order < 0.5, "claim: order-of-flattening-matters"

# %% normalisation
batch = np.array([1.0, 2.0, 3.0, 6.0], "float32")
ours, theirs = layers.BatchNormalization(), nn.BatchNorm2d(1)
ours(batch[:, None], training=True)
theirs(torch.tensor(batch[:, None, None, None]))
variance = float(batch.var())  # divided by 4
variance_of_a_sample = float(batch.var(ddof=1))  # divided by 3
kept, taken = ours.momentum, theirs.momentum
times_as_fast = round(taken / (1 - kept))
keras_epsilon, pytorch_epsilon = ours.epsilon, theirs.eps
keras_moved = float(ours.moving_variance.numpy()[0])
pytorch_moved = float(theirs.running_var[0])
print(f"moving variance after one batch: Keras   {keras_moved:.4f}")
print(f"                                 PyTorch {pytorch_moved:.4f}")
moved = {  # with the same momentum in both: 0.1 of each batch
    "keras": 0.9 * 1 + 0.1 * variance,
    "pytorch": 0.9 * 1 + 0.1 * variance_of_a_sample,
}
print(f"if both take a tenth: {moved['keras']:.4f}, {moved['pytorch']:.4f}")
assert np.isclose(keras_moved, kept * 1 + (1 - kept) * variance)
assert np.isclose(
    pytorch_moved, (1 - taken) * 1 + taken * variance_of_a_sample
)

# %% local_response
SPREAD = 20
image = SPREAD * rng.normal(size=(1, 8, 8, 96)).astype("float32")
ours = np.asarray(alexnet.LocalResponseNormalization()(image))
shown = torch.tensor(image.transpose(0, 3, 1, 2).copy())
in_pytorch = partial(nn.LocalResponseNorm, 5, beta=0.75, k=2.0)
same_alpha = as_keras(in_pytorch(alpha=1e-4)(shown))
times_five = as_keras(in_pytorch(alpha=5e-4)(shown))
response_error = float(abs(same_alpha / ours - 1).max())
assert abs(times_five / ours - 1).max() < 1e-5
assert response_error > 0.01
print(f"the paper's alpha as it stands: up to {response_error:.0%} too much")

# %% borders
image = rng.normal(size=(1, 64, 64, 3)).astype("float32")
layer = layers.Conv2D(8, 7, strides=2, padding="same")
ours = np.asarray(layer(image))
kernel, bias = carried(layer)
shown = torch.tensor(image.transpose(0, 3, 1, 2).copy())
convolve = nn.functional.conv2d
three_each = as_keras(convolve(shown, kernel, bias, stride=2, padding=3))
two_three = nn.functional.pad(shown, (2, 3, 2, 3))
assert (
    abs(as_keras(convolve(two_three, kernel, bias, stride=2)) - ours).max()
    < 1e-5
)
border_error = float(abs(three_each - ours).max() / abs(ours).max())
try:
    nn.Conv2d(3, 8, 7, stride=2, padding="same")
except ValueError as error:
    print(f"padding='same': {error}")
else:
    raise AssertionError("PyTorch pads strided convolutions by itself now")
assert border_error > 0.1
print(f"padding=3 for 'same': wrong by up to {border_error:.0%}")

# %% first_weights
keras_dense = layers.Dense(84)
keras_dense.build((None, 120))
pytorch_dense = nn.Linear(120, 84)
keras_spread = float(keras_dense.kernel.numpy().std())
pytorch_spread = float(pytorch_dense.weight.detach().std())
pytorch_bias = float(pytorch_dense.bias.detach().abs().max())
print(f"first weights of F6, Keras:   ±{keras_spread:.3f}, biases 0")
print(f"first weights of F6, PyTorch: ±{pytorch_spread:.3f},", end=" ")
print(f"biases up to {pytorch_bias:.3f}")
assert not keras_dense.bias.numpy().any()

# %% first_convolutions
# VGG-16's convolutions, one after the other, on two images of noise
kernels = [conv for conv in torch_vgg.build_vgg("D", 64).modules()
           if isinstance(conv, nn.Conv2d)]  # fmt: skip
pair = torch.tensor(rng.normal(size=(2, 3, 64, 64)).astype("float32"))


def difference(start):
    """Say by how much the last maps differ, as a share of the largest."""
    x = pair
    with torch.no_grad():
        for conv in kernels:
            start(conv)
            x = nn.functional.relu(conv(x))
    return float(abs(x[0] - x[1]).max() / abs(x).max())


differ_keras = difference(torch_vgg.with_initial_weights)
glorot_spread = float(kernels[-1].weight.detach().std())
of_keras = layers.Conv2D(512, 3)
of_keras.build((None, 14, 14, 512))
assert np.isclose(of_keras.kernel.numpy().std(), glorot_spread, rtol=0.01)
differ_pytorch = difference(nn.Conv2d.reset_parameters)
default_spread = float(kernels[-1].weight.detach().std())
print(f"last kernels of VGG-16: Keras ±{glorot_spread:.4f},", end=" ")
print(f"PyTorch ±{default_spread:.4f}")
print(f"two images differ by {differ_keras:.0%} or {differ_pytorch:.1%}")
assert differ_keras > 5 * differ_pytorch


# %% optimizers
# one weight; after each step, how far it went
def steps(slope, rates, **options):
    """Step with SGD and momentum 0.9, in Keras and in PyTorch."""
    ours, theirs = keras.Variable(1.0), torch.ones((), requires_grad=True)
    in_keras = keras.optimizers.SGD(momentum=0.9, **options)
    in_pytorch = torch.optim.SGD([theirs], momentum=0.9, **options)
    went = {"keras": [], "pytorch": []}
    for rate in rates:
        before = float(ours), theirs.item()
        in_keras.learning_rate = in_pytorch.param_groups[0]["lr"] = rate
        in_keras.apply([keras.ops.full((), slope)], [ours])
        theirs.grad = torch.full((), slope)
        in_pytorch.step()
        went["keras"].append(before[0] - float(ours))
        went["pytorch"].append(before[1] - theirs.item())
    return went


decaying = steps(0.0, 60 * [0.01], weight_decay=0.0005)
decayed = {name: sum(went) for name, went in decaying.items()}
falling = steps(1.0, 50 * [0.1] + [0.01])  # the rate falls to a tenth
next_step = {name: went[-1] / went[-2] for name, went in falling.items()}
print("after 60 steps, weight decay alone:", end=" ")
print(*(f"{name} {share:.3%}" for name, share in decayed.items()))
print("next step after the rate fell:", end=" ")
print(*(f"{name} {share:.0%}" for name, share in next_step.items()))

slower = keras.callbacks.ReduceLROnPlateau("loss", patience=2, factor=0.1)
slower.set_model(keras.Sequential([keras.Input((1,)), layers.Dense(1)]))
slower.model.compile(keras.optimizers.SGD(1.0), "mse")
slower.on_train_begin()
descent = torch.optim.SGD([torch.ones(())], lr=1.0)
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(descent, patience=2)
waited = {"keras": 0, "pytorch": 0}
for epoch in range(6):  # the first is the best, and then nothing improves
    waited["keras"] += float(slower.model.optimizer.learning_rate) == 1.0
    waited["pytorch"] += descent.param_groups[0]["lr"] == 1.0
    slower.on_epoch_end(epoch, {"loss": 1.0})
    scheduler.step(1.0)
print("epochs before the rate falls, patience 2:", waited)

adam_epsilon = {
    "keras": keras.optimizers.Adam().epsilon,
    "pytorch": torch.optim.Adam([torch.ones(())]).defaults["eps"],
}
print("Adam's epsilon:", adam_epsilon)
assert decayed["pytorch"] > 5 * decayed["keras"]
assert next_step["keras"] > 0.9 > 0.11 > next_step["pytorch"]
assert waited["pytorch"] == waited["keras"] + 1
