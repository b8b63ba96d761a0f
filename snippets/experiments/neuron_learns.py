"""A neuron finds its own weights by stepping downhill.

The same neuron as before, the same bad start. Nobody moves a slider: each
step moves the weights and the bias a little against the slope of the loss.
"""

# %% data
import numpy as np
import plotly.graph_objects as go
from sklearn.datasets import load_iris

iris = load_iris()
petals = iris.data[:100, 2:]  # setosa and versicolor; length and width in cm
labels = iris.target[:100]

# %% learn
weights, bias = np.array([0.5, -1.5]), 0.0
learning_rate = 0.3
steps = 150
path = []

for _ in range(steps + 1):
    probability = 1 / (1 + np.exp(-(petals @ weights + bias)))
    path.append((*weights, bias))

    error = probability - labels  # above 0: too much, below 0: too little
    weights = weights - learning_rate * (petals.T @ error) / len(petals)
    bias = bias - learning_rate * error.mean()

# %% judge
losses, right = [], []
for *w, b in path:
    probability = 1 / (1 + np.exp(-(petals @ w + b)))
    of_truth = np.where(labels == 1, probability, 1 - probability)
    losses.append(float(-np.log(of_truth).mean()))
    right.append(int(np.sum((probability > 0.5) == labels)))

# %% one_flower
length, width = (float(cm) for cm in petals[50])  # a versicolor: 1 is right
first_sum = float(petals[50] @ path[0][:2] + path[0][2])
first_says = float(1 / (1 + np.exp(-first_sum)))
first_error = first_says - 1
print(f"sum {first_sum:.2f}, says {first_says:.2f}: error {first_error:.2f}")
assert first_error < 0

# %% result
right_before, right_after = right[0], right[-1]
loss_before, loss_after = losses[0], losses[-1]
steps_until_perfect = right.index(len(petals))
w1, w2, b = (float(value) for value in path[-1])
print(f"step   0: loss {loss_before:.3f}, {right_before} of 100 right")
print(f"step {steps}: loss {loss_after:.3f}, {right_after} of 100 right")
print(f"weights {w1:.2f} and {w2:.2f}, bias {b:.2f}")
assert right_after == len(petals) and loss_after < loss_before


# %% path
def boundary(w1, w2, b):
    """Return the ends of the line w1·x + w2·y + b = 0 inside the picture."""
    x, y = np.array([0.8, 5.4]), np.array([0.0, 2.0])
    if abs(w2) > abs(w1):
        y = -(w1 * x + b) / w2
    else:
        x = -(w2 * y + b) / w1
    return go.Scatter(x=x, y=y, mode="lines", name="where the neuron flips")


shown = [0, 1, 2, 3, 5, 8, 12, 16, 20, 25, 30, 40, 50, 60, 80, 100, 150]
fig = go.Figure()
for label, symbol in ((1, "triangle-up"), (0, "circle")):
    x, y = petals[labels == label].T
    name = iris.target_names[label]
    fig.add_scatter(x=x, y=y, mode="markers", marker_symbol=symbol, name=name)
fig.add_trace(boundary(*path[0]))
fig.frames = [
    go.Frame(name=f"{n}", data=[boundary(*path[n])], traces=[2])
    for n in shown
]
now = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}}
fig.update_layout(
    xaxis={"title": "petal length (cm)", "range": [0.8, 5.4]},
    yaxis={"title": "petal width (cm)", "range": [0, 2]},
    sliders=[
        {
            "currentvalue": {"prefix": "step "},
            "name": "training step",
            "steps": [
                {
                    "label": f"{n}: {right[n]} right, loss {losses[n]:.2f}",
                    "method": "animate",
                    "args": [[f"{n}"], now],
                }
                for n in shown
            ],
        }
    ],
    updatemenus=[
        {
            "type": "buttons",
            "buttons": [
                {
                    "label": "Play",
                    "method": "animate",
                    "args": [None, {"frame": {"duration": 400}}],
                }
            ],
        }
    ],
)
fig.show()
