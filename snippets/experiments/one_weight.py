"""Nudge one weight, and see the loss move.

The neuron of before, its first guess, a hundred flowers. All but one weight
stay as they are: so the loss is a curve, and its slope can be seen.
"""

# %% data
import numpy as np
import plotly.graph_objects as go
from sklearn.datasets import load_iris

iris = load_iris()
petals = iris.data[:100, 2:]  # setosa and versicolor; length and width in cm
labels = iris.target[:100]


# %% loss
def probabilities(weight):
    """Return what the neuron says of each flower; one weight may change."""
    sums = weight * petals[:, 0] - 1.5 * petals[:, 1] + 0.0
    return 1 / (1 + np.exp(-sums))


def loss(weight):
    """Return −ln of the probability of the truth, the mean of all flowers."""
    yes = probabilities(weight)
    return float(-np.log(np.where(labels == 1, yes, 1 - yes)).mean())


# %% nudge
weight, nudge = 0.5, 0.001
before, after = loss(weight), loss(weight + nudge)
change = after - before
by_nudging = change / nudge

error = probabilities(weight) - labels
slope = float((error * petals[:, 0]).mean())

print(f"loss at a weight of {weight}:   {before:.4f}")
print(f"loss at a weight of {weight + nudge}: {after:.4f}")
print(f"change for each unit of weight: {by_nudging:.2f}")
print(f"mean of error times input:      {slope:.2f}")
assert abs(by_nudging - slope) < 0.02 < abs(slope), "claim: nudge-is-slope"


# %% walk
def slope_at(weight):
    """Return the slope by the formula."""
    return float(((probabilities(weight) - labels) * petals[:, 0]).mean())


RATE = 0.1
steps = [weight]
for _ in range(12):
    steps.append(steps[-1] - RATE * slope_at(steps[-1]))
lowest, last = loss(steps[-1]), steps[-1]
steepest, flattest = slope_at(steps[0]), slope_at(steps[-1])
assert lowest < before and abs(flattest) < 0.1 * abs(steepest)

# %% figure
curve = np.linspace(-0.5, 2, 101)


def tangent(at):
    """Draw where the weight is, and the slope that is felt there."""
    ends = np.array([at - 0.3, at + 0.3])
    return [
        go.Scatter(
            x=ends.round(3),
            y=(loss(at) + slope_at(at) * (ends - at)).round(3),
            mode="lines", name="its slope",
        ),
        go.Scatter(
            x=[round(at, 3)], y=[round(loss(at), 3)], mode="markers",
            marker_size=12, name="the weight now",
        ),
    ]  # fmt: skip


fig = go.Figure()
fig.add_scatter(
    x=curve.round(3), y=[round(loss(w), 3) for w in curve], mode="lines",
    name="loss",
)  # fmt: skip
fig.add_traces(tangent(weight))
fig.frames = [
    go.Frame(name=f"{n}", data=tangent(w), traces=[1, 2])
    for n, w in enumerate(steps)
]
now = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}}
play = {"label": "Play", "method": "animate"}
table = [["step", "weight", "loss", "slope"]]
for n, w in enumerate(steps):
    table.append([n, round(w, 3), round(loss(w), 3), round(slope_at(w), 3)])
fig.update_layout(
    height=360,
    meta={"twin": table},
    xaxis={"title": "weight of the petal's length", "range": [-0.5, 2]},
    yaxis={"title": "loss", "range": [0, 2.2]},
    sliders=[
        {
            "currentvalue": {"prefix": "step "},
            "name": "step",
            "steps": [
                {
                    "label": f"{n}: weight {w:.2f}, slope {slope_at(w):.2f}",
                    "method": "animate",
                    "args": [[f"{n}"], now],
                }
                for n, w in enumerate(steps)
            ],
        }
    ],
    updatemenus=[
        {
            "type": "buttons",
            "buttons": [
                {**play, "args": [None, {"frame": {"duration": 500}}]}
            ],
        }
    ],
)
fig.show()
