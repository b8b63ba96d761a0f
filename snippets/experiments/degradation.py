"""Deeper and worse, on the images it learns from.

Three networks in the layout of He et al. (2016, section 4.2) learn the same
digits: a shallow plain one, a deep plain one, and the same with shortcuts.
"""
# time limit: 900 s

# %% data
import os

import keras
import numpy as np
import plotly.graph_objects as go
import tensorflow as tf  # Keras leaves gradients to its backend
from sklearn.datasets import load_digits

# once a month the depths of the paper; they do not fit into every build
SHALLOW, DEEP = (20, 56) if os.environ.get("LESSON_FULL") else (14, 32)
EPOCHS, SEEDS = 8, range(3)
digits = load_digits()
x_train = (digits.images / 16)[..., None].astype("float32")
y_train = digits.target


# %% build
def convolution(filters, stride=1):
    """Make a 3 × 3 convolution; batch normalisation follows, so no bias."""
    return keras.layers.Conv2D(
        filters, 3, strides=stride, padding="same", use_bias=False,
        kernel_initializer="he_normal",
    )  # fmt: skip


def build(depth, shortcuts):
    """Build the plain or residual network with `depth` weight layers."""
    layers, blocks = keras.layers, (depth - 2) // 6
    image = keras.Input((8, 8, 1))
    x = layers.ReLU()(layers.BatchNormalization()(convolution(8)(image)))
    for stage, filters in enumerate((8, 16, 32)):
        for block in range(blocks):
            stride = 2 if stage and not block else 1
            y = convolution(filters, stride)(x)
            y = layers.ReLU()(layers.BatchNormalization()(y))
            y = layers.BatchNormalization()(convolution(filters)(y))
            if shortcuts:
                if stride == 2:  # option A: every second pixel, zeros behind
                    x = x[:, ::2, ::2]
                    grow = (0, filters - x.shape[-1])
                    x = keras.ops.pad(x, ((0, 0), (0, 0), (0, 0), grow))
                y = layers.Add()([x, y])
            x = layers.ReLU()(y)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, layers.Dense(10)(x))


# %% train
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def train(depth, shortcuts):
    """Return the training accuracy, epoch by epoch, for each seed."""
    model = build(depth, shortcuts)
    model.compile(
        optimizer=keras.optimizers.SGD(0.1, momentum=0.9, weight_decay=1e-4),
        loss=loss,
        metrics=[keras.metrics.SparseCategoricalAccuracy("accuracy")],
        steps_per_execution=15,
    )
    model.optimizer.build(model.trainable_variables)  # fit starts sooner
    runs = []
    for seed in SEEDS:  # compiled once: each seed brings its own weights
        keras.utils.set_random_seed(seed)
        model.set_weights(build(depth, shortcuts).get_weights())
        for momentum in model.optimizer.momentums:
            momentum.assign(0 * momentum)
        history = model.fit(
            x_train, y_train, batch_size=128, epochs=EPOCHS, verbose=0
        )
        runs.append(history.history["accuracy"])
    return runs


curves = {
    f"plain, {SHALLOW} layers": train(SHALLOW, shortcuts=False),
    f"plain, {DEEP} layers": train(DEEP, shortcuts=False),
    f"residual, {DEEP} layers": train(DEEP, shortcuts=True),
}
shallow_plain, deep_plain, deep_residual = (
    [float(run[-1]) for run in runs] for runs in curves.values()
)


# %% gradients
def gradient_norms(seed):
    """Return the gradient's size in the first and last convolution."""
    keras.utils.set_random_seed(seed)
    model = build(DEEP, shortcuts=False)
    with tf.GradientTape() as tape:
        value = loss(y_train[:256], model(x_train[:256], training=True))
    kernels = [w for w in model.trainable_weights if len(w.shape) == 4]
    ends = tape.gradient(value, [kernels[0].value, kernels[-1].value])
    return [float(tf.norm(gradient)) for gradient in ends]


at_the_start = [gradient_norms(seed) for seed in SEEDS]
first_gradient = [first for first, _ in at_the_start]
last_gradient = [last for _, last in at_the_start]

# %% result
shallow_mean, deep_mean, residual_mean = (
    float(np.mean(scores))
    for scores in (shallow_plain, deep_plain, deep_residual)
)
first_mean = float(np.mean(first_gradient))
last_mean = float(np.mean(last_gradient))
seed_count, epochs = len(SEEDS), EPOCHS
for name, scores in zip(
    curves, (shallow_plain, deep_plain, deep_residual), strict=True
):
    print(f"{name:20} " + "  ".join(f"{score:6.1%}" for score in scores))
print("gradient of the deep plain network before training:")
print(f"first layer {first_mean:.3g}, last layer {last_mean:.3g}")
assert (
    max(deep_plain) < min(shallow_plain) - 0.08
), "claim: deep-plain-trains-worse"  # fmt: skip
assert (
    min(deep_residual) > max(deep_plain) + 0.1
), "claim: shortcuts-repair-depth"  # fmt: skip
assert (
    min(first_gradient) > max(last_gradient)
), "claim: degradation-without-vanishing"  # fmt: skip

# %% figure
fig = go.Figure()
looks = [("dash", "circle"), ("solid", "diamond"), ("dot", "square")]
for (name, runs), (dash, symbol) in zip(curves.items(), looks, strict=True):
    values = 100 * np.array(runs)
    means = values.mean(axis=0)
    fig.add_scatter(
        x=list(range(1, EPOCHS + 1)),
        y=means.round(1),
        name=name,
        mode="lines+markers",
        line_dash=dash,
        marker_symbol=symbol,
        error_y={
            "type": "data",
            "array": (values.max(axis=0) - means).round(1),
            "arrayminus": (means - values.min(axis=0)).round(1),
            "thickness": 1,
        },
    )
fig.update_xaxes(title="epoch")
fig.update_yaxes(title="training images read correctly, %", range=[0, 103])
fig.update_layout(height=380)
fig.show()
