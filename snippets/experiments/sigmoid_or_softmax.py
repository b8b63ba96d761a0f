"""Three sigmoids or one softmax: the same accuracy, a different meaning.

Ten networks of each kind start from the same ten sets of random weights.
"""

# %% data
import keras
import numpy as np
import plotly.graph_objects as go
from scipy import stats
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split

iris = load_iris()
x_train, x_test, y_train, y_test = train_test_split(
    iris.data,
    keras.utils.to_categorical(iris.target),  # one column a species
    test_size=0.5,
    stratify=iris.target,
    random_state=0,
)
mean, spread = x_train.mean(axis=0), x_train.std(axis=0)
x_train, x_test = (x_train - mean) / spread, (x_test - mean) / spread
x_many, y_many = np.tile(x_train, (100, 1)), np.tile(y_train, (100, 1))


# %% train
def train(output_activation, loss, seed):
    """Return what a trained network says of the test flowers."""
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(4, activation="relu"),
            keras.layers.Dense(4, activation="relu"),
            keras.layers.Dense(3, activation=output_activation),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.01),
        loss=loss,
        steps_per_execution=500,
    )
    model.optimizer.build(model.trainable_variables)  # fit starts sooner
    model.fit(x_many, y_many, batch_size=15, verbose=0)
    return keras.ops.convert_to_numpy(model(x_test))


pairs = {
    "sigmoid": "binary_crossentropy",
    "softmax": "categorical_crossentropy",
}
seeds = range(10)
outputs, scores = {}, {}
for activation, loss in pairs.items():
    runs = [train(activation, loss, seed) for seed in seeds]
    right = [run.argmax(axis=1) == y_test.argmax(axis=1) for run in runs]
    outputs[activation] = np.array(runs)  # (seeds, flowers, species)
    scores[activation] = [float(r.mean()) for r in right]

# %% accuracy
sigmoid_mean, softmax_mean = (float(np.mean(scores[a])) for a in pairs)
sigmoid_worst, softmax_worst = (min(scores[a]) for a in pairs)
sigmoid_best, softmax_best = (max(scores[a]) for a in pairs)
seed_count = len(seeds)
for name, score in scores.items():
    low, high = min(score), max(score)
    print(f"{name}: {np.mean(score):.1%} ({low:.1%} to {high:.1%})")

# %% chance
p_value = float(stats.ttest_rel(scores["sigmoid"], scores["softmax"]).pvalue)
print(f"paired t-test: p = {p_value:.2f}")
assert p_value > 0.05, "claim: sigmoid-softmax-same-accuracy"

# %% sums
sigmoid_sums, softmax_sums = (outputs[a].sum(axis=2) for a in pairs)
lowest_sum, highest_sum = float(sigmoid_sums.min()), float(sigmoid_sums.max())
softmax_error = float(np.abs(softmax_sums - 1).max())
print(f"sigmoid outputs add up to {lowest_sum:.2f} to {highest_sum:.2f}")
print(f"softmax outputs add up to 1, give or take {softmax_error:.0e}")

yes_count = (outputs["sigmoid"] > 0.5).sum(axis=2)
no_yes = float(np.mean(yes_count == 0))
two_yes = float(np.mean(yes_count > 1))
print(f"no yes at all: {no_yes:.1%}, more than one yes: {two_yes:.1%}")
assert softmax_error < 1e-5 < highest_sum - lowest_sum

# %% sums_figure
fig = go.Figure()
for name, sums, symbol in (
    ("three sigmoids", np.sort(sigmoid_sums[0]), "circle"),
    ("softmax", np.sort(softmax_sums[0]), "line-ew-open"),
):
    fig.add_scatter(
        x=np.arange(1, len(sums) + 1),
        y=sums.round(3),
        mode="markers",
        marker_symbol=symbol,
        name=name,
    )
fig.update_xaxes(title="test flowers, sorted by their sum", zeroline=False)
fig.update_yaxes(title="sum of the three outputs")
fig.update_layout(height=320)
fig.show()
