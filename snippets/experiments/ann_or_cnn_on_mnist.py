"""ANN or CNN? 600, 6,000 and 60,000 digits of MNIST give the answer.

Two networks with as many parameters learn from them in the same number of
steps: one pass over 60,000 digits, ten over 6,000, a hundred over 600.
Because a CNN works more on each digit, one more ANN is given as much work.

Imports from this repository: MNIST from `data`.
"""
# time limit: 600 s

# %% data
import keras
import numpy as np
import plotly.graph_objects as go

from snippets.data.mnist import load_data

(x_all, y_all), (x_test, y_test) = load_data()
x_all, x_test = x_all[..., None], x_test[..., None]
SIZES, SEEDS = [600, 6_000, 60_000], range(3)
BATCH, STEPS, RATE = 128, 469, 0.003


# %% build
def build(kind):
    """Build an ANN or a CNN of some 25,400 parameters."""
    layers = keras.layers
    model = keras.Sequential(
        [keras.Input((28, 28, 1)), layers.Rescaling(1 / 255)]
    )
    if kind == "ann":
        model.add(layers.Flatten())
        model.add(layers.Dense(32, activation="relu"))
    else:  # it steps by three, then two: cheaper than pooling
        model.add(layers.Conv2D(12, 7, 3, activation="relu"))
        model.add(layers.Conv2D(32, 3, 2, activation="relu"))
        model.add(layers.Flatten())
        model.add(layers.Dense(71, activation="relu"))
    model.add(layers.Dense(10, activation="softmax"))
    return model


ann_parameters = build("ann").count_params()
cnn_parameters = build("cnn").count_params()
print(f"ANN {ann_parameters:,} parameters, CNN {cnn_parameters:,}")


# %% train
def compiled(kind, steps):
    """Build and compile a network; its learning rate falls to nothing."""
    model = build(kind)
    model.compile(
        keras.optimizers.Adam(
            keras.optimizers.schedules.CosineDecay(RATE, steps)
        ),
        "sparse_categorical_crossentropy",
        steps_per_execution=67, jit_compile=False,
    )  # fmt: skip
    model.optimizer.build(model.trainable_variables)
    return model


def begin(model, kind, seed):
    """Give a network new random weights, and an optimiser without memory."""
    keras.utils.set_random_seed(seed)
    model.set_weights(build(kind).get_weights())
    for variable in model.optimizer.variables:
        variable.assign(np.zeros(variable.shape))


def errors(kind, sizes=SIZES, steps=STEPS, seeds=SEEDS):
    """Train on some digits; return the shares of test digits misread.

    A list for each of `sizes`, with a share for each of `seeds`.
    """
    model = compiled(kind, steps)  # once: that takes as long as a training
    found = []
    for size in sizes:
        found.append([])
        for seed in seeds:
            begin(model, kind, seed)
            rng = np.random.default_rng(seed)
            mine = rng.choice(len(x_all), size, replace=False)
            passes = -(-steps * BATCH // size)
            order = [rng.permutation(mine) for _ in range(passes)]
            order = np.concatenate(order)[: steps * BATCH]
            model.fit(
                x_all[order], y_all[order],
                batch_size=BATCH, shuffle=False, verbose=0,
            )  # fmt: skip
            answers = np.asarray(model(x_test)).argmax(axis=1)
            found[-1].append(float((answers != y_test).mean()))
    return found


ann_600, ann_6000, ann_60000 = errors("ann")
cnn_600, cnn_6000, cnn_60000 = errors("cnn")


# %% work
def multiplications(kind):
    """Count what a digit costs: each weight, at each of its places."""
    total = 0
    for layer in build(kind).layers:
        if layer.weights:
            places = np.prod(layer.output.shape[1:-1], dtype=int)
            total += int(places) * int(np.prod(layer.kernel.shape))
    return total


work_ratio = multiplications("cnn") / multiplications("ann")
longer = round(work_ratio)
[[ann_as_much_work]] = errors("ann", [60_000], longer * STEPS, seeds=[0])
print(f"a digit costs the CNN {work_ratio:.1f} times as many multiplications")
print(f"an ANN that learns {longer} times as long misreads"
      f" {ann_as_much_work:.1%}")  # fmt: skip

# %% result
runs = {
    "ANN": [ann_600, ann_6000, ann_60000],
    "CNN": [cnn_600, cnn_6000, cnn_60000],
}
print("misread, of 10,000 test digits; mean, lowest and highest")
print("learned from" + "".join(f"{size:>22,}" for size in SIZES))
for name, parts in runs.items():
    cells = [f"{np.mean(e):.1%} ({min(e):.1%}-{max(e):.1%})" for e in parts]
    print(f"{name:12}" + "".join(f"{cell:>22}" for cell in cells))
ann_mean_600, ann_mean_6000, ann_mean_60000 = (
    float(np.mean(found)) for found in runs["ANN"]
)
cnn_mean_600, cnn_mean_6000, cnn_mean_60000 = (
    float(np.mean(found)) for found in runs["CNN"]
)
seed_count, steps = len(SEEDS), STEPS
assert max(cnn_6000) < min(ann_60000), (
    "claim: cnn-needs-a-tenth-of-the-digits"
)
assert (
    max(cnn_600) < min(ann_600)
    and max(cnn_6000) < min(ann_6000)
    and max(cnn_60000) < min(ann_60000)
), "claim: cnn-reads-mnist-better"
assert max(cnn_60000) < ann_as_much_work, "claim: more-work-is-not-enough"

# %% figure
fig = go.Figure()
for (name, parts), dash, symbol in zip(
    runs.items(), ["dash", "solid"], ["circle", "square"], strict=True
):
    values = 100 * np.array(parts)
    means = values.mean(axis=1)
    fig.add_scatter(
        x=SIZES, y=means.round(1), name=name, mode="lines+markers",
        line_dash=dash, marker_symbol=symbol,
        error_y={
            "type": "data",
            "array": (values.max(axis=1) - means).round(1),
            "arrayminus": (means - values.min(axis=1)).round(1),
            "thickness": 1,
        },
    )  # fmt: skip
fig.update_xaxes(
    title="digits to learn from", type="log",
    tickvals=SIZES, ticktext=[f"{size:,}" for size in SIZES],
)  # fmt: skip
fig.update_yaxes(title="test digits misread, %", rangemode="tozero")
fig.update_layout(height=340)
fig.show()
