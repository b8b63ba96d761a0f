"""What Keras measures when you ask for "accuracy"."""

# %% train
import keras
import numpy as np
from sklearn.datasets import load_iris

keras.utils.set_random_seed(0)

iris = load_iris()
x_train = (iris.data - iris.data.mean(axis=0)) / iris.data.std(axis=0)
y_train = keras.utils.to_categorical(iris.target)  # one column a species


def build(output_activation, loss):
    """Return a compiled 4-4-4-3 network."""
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
        metrics=["accuracy"],
    )
    return model


sigmoids = build("sigmoid", "binary_crossentropy")
softmax = build("softmax", "categorical_crossentropy")
for model in (sigmoids, softmax):
    model.fit(x_train, y_train, batch_size=15, epochs=20, verbose=0)


# %% metric
def resolve(model):
    """Name the class that Keras chose for the word "accuracy"."""
    (metric,) = model.metrics[-1].metrics
    return type(metric).__name__


sigmoid_metric, softmax_metric = resolve(sigmoids), resolve(softmax)
print('"accuracy" beside three sigmoids:', sigmoid_metric)
print('"accuracy" beside a softmax:     ', softmax_metric)
assert sigmoid_metric == softmax_metric == "CategoricalAccuracy"

# %% flattery
says = sigmoids(x_train)
always_no = np.zeros_like(y_train)
measures = {
    "categorical": keras.metrics.CategoricalAccuracy,
    "binary": keras.metrics.BinaryAccuracy,
}
trained = {k: float(make()(y_train, says)) for k, make in measures.items()}
refusal = {
    k: float(make()(y_train, always_no)) for k, make in measures.items()
}
for name in measures:
    print(
        f"{name:12} trained network {trained[name]:.1%},"
        f" always no {refusal[name]:.1%}"
    )
categorical_trained, binary_trained = trained.values()
categorical_refusal, binary_refusal = refusal.values()
assert binary_trained > categorical_trained
assert binary_refusal > 0.6 > categorical_refusal

# %% integers
try:
    sigmoids.fit(x_train, iris.target, verbose=0)  # 0, 1, 2 in one column
    integer_error = ""
except ValueError as error:
    integer_error = str(error).splitlines()[0]
print("ValueError:", integer_error.replace(". ", ".\n"))
assert "same rank" in integer_error
