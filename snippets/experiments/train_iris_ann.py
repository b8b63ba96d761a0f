"""The 4-4-4-3 network learns to name three species of iris.

Half of the flowers are hidden from training, so that the score at the end is
the score on flowers that the network has never seen.
"""

# %% data
import keras
import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)

iris = load_iris()
x_train, x_test, y_train, y_test = train_test_split(
    iris.data,
    keras.utils.to_categorical(iris.target),  # 1 becomes [0, 1, 0]
    test_size=0.5,
    stratify=iris.target,  # as many of each species in both halves
    random_state=0,
)
mean, spread = x_train.mean(axis=0), x_train.std(axis=0)
x_train = (x_train - mean) / spread
x_test = (x_test - mean) / spread  # measured on the training flowers only

train_count, test_count = len(x_train), len(x_test)
print(f"{train_count} flowers to learn from, {test_count} held back")
print("means after scaling:", np.abs(x_train.mean(axis=0)).round(6))

# %% model
model = keras.Sequential(
    [
        keras.Input((4,)),
        keras.layers.Dense(4, activation="relu", name="hidden_1"),
        keras.layers.Dense(4, activation="relu", name="hidden_2"),
        keras.layers.Dense(3, activation="sigmoid", name="species"),
    ]
)
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.01),
    loss="binary_crossentropy",
    metrics=["accuracy"],
)

# %% train
epochs = 100
history = model.fit(
    x_train,
    y_train,
    batch_size=15,
    epochs=epochs,
    validation_data=(x_test, y_test),  # watched, never learned from
    verbose=0,
)

# %% evaluate
predicted = model.predict(x_test, verbose=0).argmax(axis=1)
actual = y_test.argmax(axis=1)
right = int(np.sum(predicted == actual))
wrong = test_count - right
test_accuracy = right / test_count
train_accuracy = history.history["accuracy"][-1]
print(f"training flowers: {train_accuracy:.1%} right")
print(f"test flowers:     {test_accuracy:.1%} right, {wrong} wrong")
assert test_accuracy > 0.85

# %% curves
curves = {key: np.round(h, 4) for key, h in history.history.items()}
epoch = np.arange(1, epochs + 1)
steps_an_epoch = history.params["steps"]
batch, steps = train_count // steps_an_epoch, epochs * steps_an_epoch
rate = round(float(model.optimizer.learning_rate), 4)
longest, shortest = float(mean.max()), float(mean.min())  # cm
longest_to_shortest = longest / shortest
best_test_accuracy = max(history.history["val_accuracy"])
flowers_lost = round((best_test_accuracy - test_accuracy) * test_count)
lowest_test_loss = min(history.history["val_loss"])
train_loss, test_loss = (history.history[k][-1] for k in ("loss", "val_loss"))
fig = make_subplots(1, 2, subplot_titles=("loss", "accuracy"))
for column, quantity in enumerate(("loss", "accuracy"), start=1):
    for prefix, name, dash in (
        ("", "training flowers", "solid"),
        ("val_", "test flowers", "dash"),
    ):
        fig.add_scatter(
            x=epoch,
            y=curves[prefix + quantity],
            name=name,
            line={
                "dash": dash,
                "color": ["#006ead", "#f0500f"][dash == "dash"],
            },
            legendgroup=name,
            showlegend=column == 1,
            row=1,
            col=column,
        )
fig.update_xaxes(title="epoch")
fig.update_yaxes(rangemode="tozero")
fig.update_yaxes(tickformat=".0%", range=[0, 1.02], col=2)
fig.show()

# %% confusion
counts = np.zeros((3, 3), dtype=int)
np.add.at(counts, (actual, predicted), 1)
names = [str(name) for name in iris.target_names]
fig = go.Figure(
    go.Heatmap(
        z=counts,
        x=names,
        y=names,
        texttemplate="%{z}",
        textfont={"size": 18},
        name="test flowers",
        showscale=False,
    )
)
fig.update_xaxes(title="what the network says")
fig.update_yaxes(title="what the flower is", autorange="reversed")
fig.update_layout(height=360)
fig.show()
versicolor_as_virginica = int(counts[1, 2])
virginica_as_versicolor = int(counts[2, 1])
versicolor, virginica = iris.data[50:100], iris.data[100:]
overlapping = int(np.sum(versicolor.max(axis=0) > virginica.min(axis=0)))
assert versicolor_as_virginica + virginica_as_versicolor == wrong
assert overlapping == 4  # the page says: every measurement
