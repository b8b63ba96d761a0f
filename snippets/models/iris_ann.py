"""The smallest network of this course: four numbers in, three species out.

Two hidden layers of four neurons and an output layer of three. It has so few
weights that every one of them can be drawn.
"""

# %% build
import keras


def build_iris_ann(
    input_shape: tuple[int, ...] = (4,),
    classes: int = 3,
    *,
    units: int = 4,
    output_activation: str = "sigmoid",
) -> keras.Model:
    """Build the fully connected 4-4-4-3 network for the Iris flowers.

    With the default arguments it has 55 parameters. Each output neuron says
    "yes" or "no" to its own species (sigmoid); ask for `softmax` to have the
    outputs share one probability.

    Args:
        input_shape: Shape of one sample, without the batch: `(features,)`.
        classes: Number of output neurons.
        units: Neurons in each of the two hidden layers.
        output_activation: `sigmoid` or `softmax`.

    Returns:
        An uncompiled model with random weights. Input `(batch, features)`,
        best standardised; output `(batch, classes)`, between 0 and 1.
    """
    return keras.Sequential(
        [
            keras.Input(shape=input_shape, name="features"),
            keras.layers.Dense(units, activation="relu", name="hidden_1"),
            keras.layers.Dense(units, activation="relu", name="hidden_2"),
            keras.layers.Dense(
                classes, activation=output_activation, name="species"
            ),
        ],
        name="iris_ann",
    )


# %% summary
if __name__ == "__main__":
    model = build_iris_ann()
    model.summary()

# %% count
if __name__ == "__main__":
    for layer in model.layers:
        inputs, units = layer.kernel.shape
        print(
            f"{layer.name:8}  {inputs} × {units} weights"
            f" + {units} biases = {layer.count_params()}"
        )
    first, second, last = (layer.count_params() for layer in model.layers)
    parameters = model.count_params()
    print(f"together  {first} + {second} + {last} = {parameters}")
    assert parameters == 55
