"""A flower's numbers flow through the trained network.

The pictures come from `snippets.diagrams`, this course's own drawing library.
"""

# %% train
import keras
import numpy as np
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split

from snippets.diagrams import dense_diagram

keras.utils.set_random_seed(0)

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
    steps_per_execution=5,
)
history = model.fit(x_train, y_train, batch_size=15, epochs=100, verbose=0)

# %% choose
species = [str(name) for name in iris.target_names]
actual = y_test.argmax(axis=1)
predicted = model.predict(x_test, verbose=0).argmax(axis=1)
wrong = predicted != actual

chosen = []
for label in range(3):  # four of each species, mistakes first
    of_species = np.flatnonzero(actual == label)
    order = np.argsort(~wrong[of_species], kind="stable")
    chosen += [int(index) for index in of_species[order][:4]]
sample_names = [
    f"flower {index}: {species[actual[index]]}"
    + (f", taken for {species[predicted[index]]}" if wrong[index] else "")
    for index in chosen
]
mistakes_shown = int(wrong[chosen].sum())
print("\n".join(sample_names))

# %% flow
fig = dense_diagram(
    model,
    samples=x_test[chosen],
    sample_names=sample_names,
    feature_names=[
        "sepal length",
        "sepal width",
        "petal length",
        "petal width",
    ],
    class_names=species,
)
fig.show()

# %% silent
first, second = model.layers[:2]
hidden_1 = first(x_train).numpy()
hidden_2 = second(hidden_1).numpy()
versicolor_bias = float(model.layers[2].bias[1])
always_silent = int(np.all(hidden_2 == 0, axis=0).sum())
print(f"{always_silent} of 4 neurons in hidden_2 never fire")
assert versicolor_bias > 0 > max(model.layers[2].kernel[2:, 1])

# %% minds
kinds = y_train.argmax(axis=1)
print("mean value of   " + "".join(f"{name:>12}" for name in species))
for layer, values in (("hidden_1", hidden_1), ("hidden_2", hidden_2)):
    for neuron in range(4):
        means = [values[kinds == kind, neuron].mean() for kind in range(3)]
        row = "".join(f"{mean:12.2f}" for mean in means)
        print(f"{layer}, {neuron + 1}     {row}")

# %% close
outputs = model(x_test[chosen]).numpy()
print("mistaken flower      versicolor   virginica")
for name, index, says in zip(sample_names, chosen, outputs, strict=True):
    if wrong[index]:
        label = name.partition(",")[0]
        print(f"{label:20} {says[1]:10.2f} {says[2]:11.2f}")
