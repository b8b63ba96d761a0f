"""Without activation functions, a deep network is one matrix.

Three layers in a row only multiply matrices, and a product of matrices is a
matrix. So the deep network can do nothing that a single layer cannot.
"""

# %% collapse
import keras
import numpy as np
from plotly.subplots import make_subplots
from sklearn.datasets import make_moons

keras.utils.set_random_seed(0)


def build(activation, output_activation="sigmoid"):
    """Return a network of three layers: 8, 8 and 1 neurons."""
    return keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(8, activation=activation),
            keras.layers.Dense(8, activation=activation),
            keras.layers.Dense(1, activation=output_activation),
        ]
    )


deep = build("linear", "linear")  # three layers, no activation anywhere
one_matrix, one_bias = np.eye(2), np.zeros(2)
for layer in deep.layers:
    kernel, bias = (np.array(w) for w in layer.get_weights())
    one_matrix, one_bias = one_matrix @ kernel, one_bias @ kernel + bias

points = np.random.default_rng(0).normal(size=(1000, 2)).astype("float32")
by_network = keras.ops.convert_to_numpy(deep(points))
by_matrix = points @ one_matrix + one_bias
collapse_difference = float(np.abs(by_network - by_matrix).max())
deep_parameters = deep.count_params()
collapsed_parameters = one_matrix.size + one_bias.size
print(f"{deep_parameters} parameters, or {collapsed_parameters}")
print(f"largest difference: {collapse_difference:.0e}")
assert collapse_difference < 1e-5, "claim: no-activation-no-depth"

# %% data
# Two half moons that reach into each other: no straight line parts them.
x_train, y_train = make_moons(200, noise=0.1, random_state=0)

# %% train
models, scores = {}, {}
x_many, y_many = np.tile(x_train, (60, 1)), np.tile(y_train, 60)
for name, activation in (("no activation", "linear"), ("ReLU", "relu")):
    keras.utils.set_random_seed(0)
    model = build(activation)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.01),
        loss="binary_crossentropy",
        steps_per_execution=600,
    )
    model.fit(x_many, y_many, batch_size=20, verbose=0)
    says = keras.ops.convert_to_numpy(model(x_train))[:, 0] > 0.5
    models[name], scores[name] = model, float(np.mean(says == y_train))
    print(f"{name:14} {scores[name]:.1%} right")

linear_score, relu_score = scores["no activation"], scores["ReLU"]
assert linear_score < 0.95 < relu_score

# %% regions
across, up = np.linspace(-1.5, 2.5, 49), np.linspace(-1, 1.5, 37)
grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
fig = make_subplots(
    1, 2, subplot_titles=list(models), horizontal_spacing=0.16
)
for column, (name, model) in enumerate(models.items(), start=1):
    fig.add_heatmap(
        x=across.round(3),
        y=up.round(3),
        z=keras.ops.convert_to_numpy(model(grid)).reshape(37, 49).round(2),
        coloraxis="coloraxis",
        xgap=0,
        ygap=0,
        hoverinfo="skip",
        name=name,
        row=1,
        col=column,
    )
    marks = (("circle", "#ffffff"), ("diamond", "#18212b"))
    for label, (symbol, fill) in enumerate(marks):
        x, y = x_train[y_train == label].T.round(2)
        fig.add_scatter(
            x=x,
            y=y,
            mode="markers",
            marker={"symbol": symbol, "color": fill, "size": 7},
            marker_line={
                "color": "#18212b" if label == 0 else "#ffffff",
                "width": 1,
            },
            name=f"class {label}",
            showlegend=column == 1,
            row=1,
            col=column,
        )
fig.update_layout(
    coloraxis={"cmin": 0, "cmax": 1, "colorbar_title": "output"}
)
fig.update_xaxes(title="first input", range=[-1.5, 2.5], zeroline=False)
fig.update_yaxes(title="second input", range=[-1, 1.5], zeroline=False)
fig.show()
