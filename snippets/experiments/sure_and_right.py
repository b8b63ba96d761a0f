"""What is taken for what, and how sure is sure?

LeNet-5 learns 300 digits of MNIST. Its mistakes among 10,000 others
are counted in a confusion matrix. Then: of the digits it is 90 % sure of,
does it get 90 % right? A single number, found on digits for validation,
fixes what is wrong with that.

Imports from this repository: MNIST from `data`, LeNet-5 from `models`.
"""
# time limit: 600 s

# %% train
import keras
import numpy as np
import plotly.graph_objects as go

from snippets.data.mnist import load_data
from snippets.models.lenet5 import build_lenet5

(x, y), (x_test, y_test) = load_data()
x, x_test = ((p[..., None] / 255).astype("float32") for p in (x, x_test))
LEARNED, SEEDS = 300, range(2)
x_val, y_val = x[-1000:], y[-1000:]


def build():
    """Build LeNet-5."""
    return build_lenet5((28, 28, 1), padding="same", activation="relu")


model = build()
model.compile(
    keras.optimizers.Adam(0.002),
    "sparse_categorical_crossentropy",
    steps_per_execution=20,
    jit_compile=False,
)
model.optimizer.build(model.trainable_variables)
unused = [variable.numpy() for variable in model.optimizer.variables]


def train(seed):
    """Return the probabilities for validation and test digits."""
    keras.utils.set_random_seed(seed)
    model.set_weights(build().get_weights())
    for variable, value in zip(
        model.optimizer.variables, unused, strict=True
    ):
        variable.assign(value)  # it forgets the run before
    rng = np.random.default_rng(seed)
    order = np.concatenate([rng.permutation(LEARNED) for _ in range(30)])
    model.fit(x[order], y[order], batch_size=50, shuffle=False, verbose=0)
    return [
        np.concatenate([np.asarray(model(p)) for p in np.split(pictures, 10)])
        for pictures in (x_val, x_test)
    ]


runs = [train(seed) for seed in SEEDS]
tested, learned, seed_count = len(x_test), LEARNED, len(SEEDS)

# %% confusion
answers = runs[0][1].argmax(axis=1)
matrix = np.zeros((10, 10), int)  # row: what it is; column: the answer
np.add.at(matrix, (y_test, answers), 1)
right = int(matrix.trace())
wrong = tested - right
accuracy = right / tested
mistakes = matrix - np.diag(matrix.diagonal())
digit, taken_for = map(int, divmod(mistakes.argmax(), 10))
times, back = int(mistakes.max()), int(mistakes[taken_for, digit])
commonest = np.sort(mistakes.ravel())[::-1][:9]
share_of_nine = float(commonest.sum() / wrong)
recalls = matrix.diagonal() / matrix.sum(axis=1)
worst_digit = int(recalls.argmin())
worst_recall, best_recall = float(recalls.min()), float(recalls.max())
assert share_of_nine > 0.25, "claim: mistakes-are-not-spread-evenly"

# %% matrix
fig = go.Figure(
    go.Heatmap(
        z=mistakes, text=matrix, texttemplate="%{text}", showscale=False,
        x=list(range(10)), y=list(range(10)), xgap=2, ygap=2,
        name="test digits",
    )
)  # fmt: skip
fig.update_xaxes(title="answer", tickvals=list(range(10)), side="top")
fig.update_yaxes(
    title="digit", tickvals=list(range(10)), autorange="reversed"
)
table = [["digit", *map(str, range(10))]]
table += [[n, *map(int, row)] for n, row in enumerate(matrix)]
fig.update_layout(height=430, meta={"twin": table})
fig.show()


# %% calibration
def tempered(probabilities, temperature):
    """Make a network less sure (above 1) or surer (below 1)."""
    powers = (probabilities + 1e-12) ** (1 / temperature)
    return powers / powers.sum(axis=1, keepdims=True)


def loss(probabilities, labels):
    """Return the mean cross-entropy."""
    right = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(right + 1e-12).mean())


def reliability(probabilities, labels, edges):
    """Return each bin's mean sureness, its share right, and its size."""
    sure = probabilities.max(axis=1)
    hit = probabilities.argmax(axis=1) == labels
    place = np.digitize(sure, edges[1:-1])
    bins = [place == number for number in range(len(edges) - 1)]
    return np.array(
        [(sure[b].mean(), hit[b].mean(), b.sum()) for b in bins if b.any()]
    ).T


def gap(probabilities):
    """Return the expected calibration error, with 15 bins."""
    edges = np.linspace(0, 1, 16)
    sure, hit, size = reliability(probabilities, y_test, edges)
    return float((np.abs(sure - hit) * size).sum() / size.sum())


choices = np.linspace(0.5, 5, 91)
temperatures = [
    float(choices[np.argmin([loss(tempered(v, t), y_val) for t in choices])])
    for v, _ in runs
]
gaps = [gap(test) for _, test in runs]
gaps_mended = [
    gap(tempered(test, t))
    for (_, test), t in zip(runs, temperatures, strict=True)
]
surer_by = [
    float(test.max(axis=1).mean() - (test.argmax(axis=1) == y_test).mean())
    for _, test in runs
]
mean_gap, mean_gap_mended, mean_temperature, mean_surer = (
    float(np.mean(each))
    for each in (gaps, gaps_mended, temperatures, surer_by)
)
print("seed  surer than right by  calibration error  temperature  mended")
for seed, row in enumerate(
    zip(surer_by, gaps, temperatures, gaps_mended, strict=True)
):
    print("{:<5} {:>19.1%} {:>18.1%} {:>12.2f} {:>7.1%}".format(seed, *row))

# %% halved
lead = 4  # between the two largest sums, all others being far below
shares = np.exp([[lead, 0]]) / np.exp([[lead, 0]]).sum()
sure_before = float(shares[0, 0])
lead_halved = lead / 2
sure_halved = float(tempered(shares, 2)[0, 0])
assert min(surer_by) > 0.02, "claim: surer-than-right"
assert max(gaps_mended) < min(gaps), "claim: temperature-mends"

# %% reliable
EDGES = np.array([0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 1.0])
pooled, pooled_mended = (
    np.concatenate(
        [tempered(test, t) for (_, test), t in zip(runs, ts, strict=True)]
    )
    for ts in ([1] * seed_count, temperatures)
)
fig = go.Figure()
fig.add_scatter(
    x=[30, 100], y=[30, 100], name="as sure as right", mode="lines",
    line_dash="dot",
)  # fmt: skip
for name, given, dash, symbol in (
    ("as trained", pooled, "solid", "circle"),
    ("with temperature", pooled_mended, "dash", "square"),
):
    sure, hit, _ = reliability(given, np.tile(y_test, seed_count), EDGES)
    fig.add_scatter(
        x=(100 * sure).round(1), y=(100 * hit).round(1), name=name,
        mode="lines+markers", line_dash=dash, marker_symbol=symbol,
    )  # fmt: skip
sure_of_80, right_of_80 = (
    float(part[4])
    for part in reliability(pooled, np.tile(y_test, seed_count), EDGES)[:2]
)
fig.update_xaxes(title="how sure it is, %")
fig.update_yaxes(title="how often it is right, %")
fig.update_layout(height=360)
fig.show()
