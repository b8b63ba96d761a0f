"""Four optimizers walk down the same valley.

The valley is real: it is the loss of one neuron without activation that
guesses the width of an iris petal from its length. It has two dials, a
weight and a bias, so its loss can be drawn as a landscape.
"""

# %% surface
import keras
import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots
from sklearn.datasets import load_iris

length, width = load_iris().data[:, 2:].T  # cm, all 150 flowers


def loss(weight, bias):
    """Return the mean squared error in cm²."""
    return float(np.mean((weight * length + bias - width) ** 2))


def slope(weight, bias):
    """Return the loss's slope along the weight and along the bias."""
    error = weight * length + bias - width
    return np.array([2 * np.mean(error * length), 2 * np.mean(error)])


# %% optimizers
optimizers = {
    "SGD": lambda rate: keras.optimizers.SGD(rate),
    "momentum": lambda rate: keras.optimizers.SGD(rate, momentum=0.9),
    "RMSprop": lambda rate: keras.optimizers.RMSprop(rate),
    "Adam": lambda rate: keras.optimizers.Adam(rate),
}


# %% walk
def walk(optimizer, steps=60):
    """Return the places an optimizer visits, shape (steps + 1, 2)."""
    place = keras.Variable([1.0, 1.5])  # weight and bias at the start
    path = [place.numpy()]
    for _ in range(steps):
        gradient = keras.ops.convert_to_tensor(slope(*path[-1]), "float32")
        optimizer.apply([gradient], [place])
        path.append(place.numpy())
        if loss(*path[-1]) > 1e6:
            break  # too fast: it flies out of the valley for good
    return np.array(path)


rates = (0.01, 0.03, 0.1, 0.3)
rate_count = len(rates)
paths, best_rate, end_loss = {}, {}, {}
for name, make in optimizers.items():
    tried = {rate: walk(make(rate)) for rate in rates}
    ends = {rate: loss(*path[-1]) for rate, path in tried.items()}
    best_rate[name] = min(ends, key=ends.get)
    end_loss[name] = ends[best_rate[name]]
    paths[name] = tried[best_rate[name]]

# %% result
best_weight, best_bias = np.polyfit(length, width, 1)
lowest_loss = loss(best_weight, best_bias)
start_loss = loss(*paths["SGD"][0])
print(f"{'loss after':16}  10 steps  60 steps")
for name, path in paths.items():
    losses = "  ".join(f"{loss(*path[n]):8.4f}" for n in (10, 60))
    print(f"{name:8} at {best_rate[name]:4}  {losses}")
print(f"{'lowest possible':28}{lowest_loss:.4f}")

sgd_loss, momentum_loss = end_loss["SGD"], end_loss["momentum"]
rmsprop_loss, adam_loss = end_loss["RMSprop"], end_loss["Adam"]
sgd_rate, adam_rate = best_rate["SGD"], best_rate["Adam"]
sgd_too_fast = loss(*walk(optimizers["SGD"](adam_rate), steps=2)[-1])
furthest_left = min(float(path[:, 0].min()) for path in paths.values())
assert (
    furthest_left > -0.95  # inside the picture
    and max(momentum_loss, rmsprop_loss, adam_loss) < sgd_loss
    and sgd_too_fast > start_loss
)

# %% valley
weights, biases = np.linspace(-1.0, 1.2, 45), np.linspace(-1.2, 1.8, 37)
lows = [[loss(w, b) / lowest_loss for w in weights] for b in biases]
valley = {
    "x": weights.round(3),
    "y": biases.round(3),
    "z": np.log10(lows).round(2),
    "contours": {"start": 0.2, "end": 3, "size": 0.2},
    "line_width": 0,
    "opacity": 0.7,
    "showscale": False,
    "hoverinfo": "skip",
    "name": "log10 of the loss, in multiples of the lowest",
}


def track(name, steps):
    """Return an optimizer's path up to a step, with a mark at its end."""
    x, y = paths[name][: steps + 1].T.round(4)
    return go.Scatter(
        x=x,
        y=y,
        mode="lines+markers",
        line={"width": 2, "color": "#f0500f"},
        marker={"size": [4] * (len(x) - 1) + [12], "opacity": 1},
        marker_line_width=0,
        name=name,
        showlegend=False,
    )


def at(step):
    """Return the arguments that show one frame."""
    frame = {"duration": 0, "redraw": True}
    return [[f"{step}"], {"mode": "immediate", "frame": frame}]


last = len(paths["SGD"]) - 1
fig = make_subplots(
    2,
    2,
    subplot_titles=list(paths),
    shared_xaxes=True,
    shared_yaxes=True,
    vertical_spacing=0.11,
)
for number, name in enumerate(paths):
    place = {"row": number // 2 + 1, "col": number % 2 + 1}
    fig.add_contour(**valley, **place)
    fig.add_trace(track(name, last), **place)
    fig.add_scatter(
        x=[round(float(best_weight), 4)],
        y=[round(float(best_bias), 4)],
        mode="markers",
        marker={"symbol": "x-thin-open", "size": 13, "color": "#18212b"},
        marker_line_width=2,
        name="lowest loss",
        showlegend=False,
        **place,
    )
stops = [*range(10), *range(10, last + 1, 2)]
fig.frames = [
    go.Frame(
        name=f"{n}",
        data=[track(name, n) for name in paths],
        traces=[1, 4, 7, 10],
    )
    for n in stops
]
fig.update_xaxes(range=[-1, 1.2])
fig.update_yaxes(range=[-1.2, 1.8])
fig.update_xaxes(title="weight (cm per cm)", row=2)
fig.update_yaxes(title="bias (cm)", col=1)
steps = [{"label": f"{n}", "method": "animate", "args": at(n)} for n in stops]
play = {"label": "Play", "method": "animate", "args": [None]}
play["args"].append({"frame": {"duration": 180}})
fig.update_layout(
    height=560,
    sliders=[{"name": "step", "active": len(stops) - 1, "steps": steps}],
    updatemenus=[{"type": "buttons", "buttons": [play]}],
)
fig.show()
