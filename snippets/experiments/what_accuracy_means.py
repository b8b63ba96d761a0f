"""What Keras measures when you ask for "accuracy"."""

# %% train
import keras
import numpy as np
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)

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
test_count = len(x_test)


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
    model.fit(x_train, y_train, batch_size=15, epochs=40, verbose=0)


# %% metric
def resolve(model):
    """Name the class that Keras chose for the word "accuracy"."""
    (metric,) = model.metrics[-1].metrics
    return type(metric).__name__


sigmoid_metric, softmax_metric = resolve(sigmoids), resolve(softmax)
print("three sigmoids:", sigmoid_metric)
print("one softmax:   ", softmax_metric)
assert sigmoid_metric == softmax_metric == "CategoricalAccuracy"

# %% flattery
says = sigmoids(x_test)
always_no = np.zeros_like(y_test)
measures = {
    "categorical": keras.metrics.CategoricalAccuracy,
    "binary": keras.metrics.BinaryAccuracy,
}
trained = {k: float(make()(y_test, says)) for k, make in measures.items()}
refusal = {
    k: float(make()(y_test, always_no)) for k, make in measures.items()
}
print(f"{'':11} trained  always no")
for name in measures:
    print(f"{name:11} {trained[name]:7.1%}  {refusal[name]:9.1%}")
categorical_trained, binary_trained = trained.values()
categorical_refusal, binary_refusal = refusal.values()
assert binary_trained > categorical_trained, "claim: binary-accuracy-flatters"
assert binary_refusal > 0.6 > categorical_refusal

# %% integers
try:
    sigmoids.fit(
        x_train, y_train.argmax(axis=1), verbose=0
    )  # 0, 1, 2 in one column
    integer_error = ""
except ValueError as error:
    integer_error = str(error).splitlines()[0]
print("ValueError:", integer_error.replace(". ", ".\n"))
assert "same rank" in integer_error
