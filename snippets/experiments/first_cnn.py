"""A first CNN reads handwritten digits.

Two convolutions, two pooling layers and one dense layer, trained on small
images from scikit-learn.
"""
# time limit: 300 s

# %% data
import keras
import numpy as np
from plotly.subplots import make_subplots
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()
images = (digits.images / 16)[..., None].astype("float32")  # ink from 0 to 1
x_train, x_test, y_train, y_test = train_test_split(
    images, digits.target,
    test_size=0.25, stratify=digits.target, random_state=0,
)  # fmt: skip
train_count, test_count = len(x_train), len(x_test)
print("images, height, width, channels:", x_train.shape)


# %% build
def build_cnn():
    """Build a CNN for 8 × 8 pixels and ten classes."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ],
        name="first_cnn",
    )


# %% count
model = build_cnn()
first, second, dense = (layer for layer in model.layers if layer.weights)
first_parameters = first.count_params()
second_parameters = second.count_params()
dense_parameters = dense.count_params()
parameters = model.count_params()
print(f"first convolution   16 × (3 × 3 × 1 + 1)  = {first_parameters:5,}")
print(f"second convolution  32 × (3 × 3 × 16 + 1) = {second_parameters:5,}")
print(f"dense layer         10 × (2 × 2 × 32 + 1) = {dense_parameters:5,}")
assert first_parameters == 16 * (3 * 3 * 1 + 1)
assert second_parameters == 32 * (3 * 3 * 16 + 1)
assert dense_parameters == 10 * (2 * 2 * 32 + 1)


# %% train
def train(seed):
    """Train a CNN from random weights."""
    keras.utils.set_random_seed(seed)
    model = build_cnn()
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.003),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    model.fit(x_train, y_train, batch_size=64, epochs=20, verbose=0)
    return model


models = [train(seed) for seed in range(3)]

# %% evaluate
answers = [np.asarray(m(x_test)).argmax(axis=1) for m in models]
accuracies = [float((a == y_test).mean()) for a in answers]
for seed, accuracy in enumerate(accuracies):
    print(f"seed {seed}: {accuracy:.1%} of {test_count} new digits right")
worst_accuracy, best_accuracy = min(accuracies), max(accuracies)
seed_count = len(accuracies)
assert worst_accuracy > 0.95, "claim: first-cnn-reads-digits"

# %% mistakes
wrong = np.flatnonzero(answers[0] != y_test)
mistakes = len(wrong)
shown = wrong[:8]
titles = [f"{y_test[i]} → {answers[0][i]}" for i in shown]
fig = make_subplots(2, 4, subplot_titles=titles, vertical_spacing=0.16)
for place, i in enumerate(shown):
    row, column = place // 4 + 1, place % 4 + 1
    fig.add_heatmap(
        z=x_test[i, ..., 0].round(2), name=titles[place],
        colorscale=[[0, "#ffffff"], [1, "#18212b"]], autocolorscale=False,
        showscale=False, zmin=0, zmax=1, xgap=0, ygap=0, row=row, col=column,
    )  # fmt: skip
    axis = f"x{place + 1}" if place else "x"
    fig.update_yaxes(scaleanchor=axis, row=row, col=column)
off = {"tickvals": [], "zeroline": False, "showgrid": False}
fig.update_xaxes(**off, constrain="domain")
fig.update_yaxes(**off, constrain="domain", autorange="reversed")
table = [["digit", "read as"]]
table += [[int(y_test[i]), int(answers[0][i])] for i in shown]
fig.update_layout(height=330, meta={"twin": table})
fig.show()

# %% confusion
counts = np.zeros((10, 10), dtype=int)
for read in answers:
    np.add.at(counts, (y_test, read), 1)
confused = counts * (1 - np.eye(10, dtype=int))
hardest = int(confused.sum(axis=1).argmax())
taken_for = int(confused[hardest].argmax())
hardest_missed = int(confused[hardest].sum())
hardest_asked = int(counts[hardest].sum())
as_that = int(confused[hardest, taken_for])
back_again = int(confused[taken_for, hardest])
missed_in_all = int(confused.sum())
names = [f"{n}" for n in range(10)]
fig = make_subplots(1, 1)
fig.add_heatmap(
    z=np.minimum(counts, 10), x=names, y=names, text=counts,
    texttemplate="%{text}", name="test digits", showscale=False,
)  # fmt: skip
fig.update_xaxes(title="what the network reads", type="category")
fig.update_yaxes(
    title="what the digit is", type="category", autorange="reversed"
)
head = ["is", *(f"read as {n}" for n in names)]
rows = [[n, *map(int, counts[n])] for n in range(10)]
fig.update_layout(height=440, meta={"twin": [head, *rows]})
fig.show()

# %% diagram
# From here on it needs this course's own code; leave it out when you copy.
from snippets.diagrams import architecture_diagram

keras.utils.clear_session()  # names of layers count from the beginning
architecture_diagram(build_cnn()).show()
