"""The same recipe with other random weights gives other scores.

Ten networks of each size start from ten different sets of random weights.
All else is equal: the flowers, the split, the optimizer, the steps.
"""

# %% data
import keras
import numpy as np
import plotly.graph_objects as go
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split

iris = load_iris()
x_train, x_test, y_train, y_test = train_test_split(
    iris.data,
    keras.utils.to_categorical(iris.target),
    test_size=0.5,
    stratify=iris.target,
    random_state=0,
)
mean, spread = x_train.mean(axis=0), x_train.std(axis=0)
x_train, x_test = (x_train - mean) / spread, (x_test - mean) / spread

# 100 passes at once: the same 500 steps of 15 flowers, without the waiting
x_many, y_many = np.tile(x_train, (100, 1)), np.tile(y_train, (100, 1))


# %% train
def train(units, seed):
    """Return a trained network, its score, its silence, its dead."""
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(units, activation="relu"),
            keras.layers.Dense(units, activation="relu"),
            keras.layers.Dense(3, activation="sigmoid"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.01),
        loss="binary_crossentropy",
        steps_per_execution=500,
    )
    model.optimizer.build(model.trainable_variables)  # fit starts sooner
    model.fit(x_many, y_many, batch_size=15, verbose=0)
    outputs = keras.ops.convert_to_numpy(model(x_test))
    hidden = model.layers[1](model.layers[0](x_train))
    hidden = keras.ops.convert_to_numpy(hidden)
    right = outputs.argmax(axis=1) == y_test.argmax(axis=1)
    silent = np.all(hidden == 0, axis=1)  # flowers that no neuron answers to
    dead = np.all(hidden == 0, axis=0)  # neurons that answer to no flower
    share = float(silent.mean())
    return model, float(right.mean()), share, int(dead.sum())


seeds = range(10)
narrow = [train(units=4, seed=seed) for seed in seeds]
wide = [train(units=16, seed=seed) for seed in seeds]

# %% spread
seed_count = len(seeds)
narrow_parameters = narrow[0][0].count_params()
wide_parameters = wide[0][0].count_params()
narrow_scores = [score for _, score, _, _ in narrow]
wide_scores = [score for _, score, _, _ in wide]
narrow_worst, narrow_best = min(narrow_scores), max(narrow_scores)
wide_worst, wide_best = min(wide_scores), max(wide_scores)
narrow_median = float(np.median(narrow_scores))
wide_median = float(np.median(wide_scores))
narrow_stuck = sum(score < 0.8 for score in narrow_scores)
narrow_usual_worst = min(score for score in narrow_scores if score >= 0.8)
wide_most_dead = max(dead for _, _, _, dead in wide)
wide_stuck = sum(score < 0.8 for score in wide_scores)

for name, scores in (("4-4-4-3", narrow_scores), ("4-16-16-3", wide_scores)):
    print(f"{name:9} {min(scores):.1%} to {max(scores):.1%},", end="")
    print(f" median {np.median(scores):.1%}")
worst_seed = narrow_scores.index(narrow_worst)
silent_in_worst = narrow[worst_seed][2]
print(f"seed {worst_seed}: hidden layer 2 silent for {silent_in_worst:.1%}")
assert wide_stuck == 0 and narrow_worst < wide_worst, (
    "claim: wide-network-not-stuck"
)
assert abs(wide_median - narrow_median) < 0.03

# %% figure
fig = go.Figure()
for name, scores, symbol in (
    (
        f"4-4-4-3, {narrow_parameters} parameters",
        narrow_scores,
        "circle-open",
    ),
    (f"4-16-16-3, {wide_parameters} parameters", wide_scores, "diamond"),
):
    fig.add_scatter(
        x=list(seeds),
        y=scores,
        mode="markers",
        marker={"symbol": symbol, "size": 9 + 4 * ("open" in symbol)},
        marker_line_width=2 * ("open" in symbol),
        name=name,
    )
fig.add_hline(1 / 3, line_dash="dot", annotation_text="guessing")
fig.update_xaxes(title="seed of the random weights", dtick=1, zeroline=False)
fig.update_yaxes(
    title="test flowers right", tickformat=".0%", range=[0.3, 1.02]
)
fig.show()
