"""One neuron tells two species of iris apart.

A neuron multiplies each input by a weight, adds the products and a bias, and
looks at the sign of the result. That is all the arithmetic there is.
"""

# %% data
import numpy as np
import plotly.graph_objects as go
from sklearn.datasets import load_iris

iris = load_iris()
setosa_and_versicolor = iris.target < 2
petals = iris.data[setosa_and_versicolor][:, 2:]  # length and width in cm
labels = iris.target[setosa_and_versicolor]  # 0: setosa, 1: versicolor

# %% decide
flower = petals[50]
w1, w2, b = 1.0, 1.0, -3.2

weighted_sum = w1 * flower[0] + w2 * flower[1] + b
fires = bool(weighted_sum > 0)

print(f"{w1} × {flower[0]} + {w2} × {flower[1]} − {-b} = {weighted_sum:.1f}")
print("above zero: versicolor" if fires else "below zero: setosa")

# %% score
start = {"w1": 0.5, "w2": -1.5, "b": 0.0}
solution = {"w1": w1, "w2": w2, "b": b}


def count_right(w1, w2, b):
    """Count the flowers on the right side of the line."""
    decisions = petals @ [w1, w2] + b > 0
    return int(np.sum(decisions == labels))


flower_count = len(petals)
right_at_start = count_right(**start)
right_at_solution = count_right(**solution)
print(f"a first guess:   {right_at_start} of {flower_count} right")
print(f"weights of 1:    {right_at_solution} of {flower_count} right")
assert right_at_solution == flower_count > right_at_start

# %% sigmoid
probability = float(1 / (1 + np.exp(-weighted_sum)))
print(f"sigmoid({weighted_sum:.1f}) = {probability:.3f}")

# %% curve
sums = np.linspace(-6, 6, 121)
fig = go.Figure()
fig.add_scatter(
    x=sums.round(1), y=(1 / (1 + np.exp(-sums))).round(3), mode="lines",
    name="sigmoid",
)  # fmt: skip
fig.add_scatter(
    x=[round(weighted_sum, 1)], y=[round(probability, 3)], mode="markers",
    marker_size=12, name="our flower",
)  # fmt: skip
fig.update_xaxes(title="weighted sum")
fig.update_yaxes(title="answer", range=[0, 1.02])
table = [["weighted sum", "answer"]]
table += [[n, round(float(1 / (1 + np.exp(-n))), 3)] for n in range(-6, 7)]
fig.update_layout(height=300, meta={"twin": table})
fig.show()

# %% boundary
fig = go.Figure()
for label, symbol in ((1, "triangle-up"), (0, "circle")):
    length, width = petals[labels == label].T
    species = f"{iris.target_names[label]}"
    fig.add_scatter(
        x=length, y=width, mode="markers", marker_symbol=symbol, name=species
    )
ends = np.array([0.9, 3.3])  # w1·x + w2·y + b = 0, solved for y
fig.add_scatter(x=ends, y=-(w1 * ends + b) / w2, mode="lines", name="sum = 0")
fig.update_xaxes(title="petal length (cm)")
fig.update_yaxes(title="petal width (cm)", range=[0, 2])
fig.show()

# %% widget
species = iris.target_names[labels]
flowers = [
    {"x": float(x), "y": float(y), "label": int(label), "species": str(name)}
    for (x, y), label, name in zip(petals, labels, species, strict=True)
]
flower_length, flower_width = (float(cm) for cm in flower)
