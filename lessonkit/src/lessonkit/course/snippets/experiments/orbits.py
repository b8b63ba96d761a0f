"""Five planets around one sun, moved by nothing but the pull of the sun.

Distances are in units of the Earth's, times in years. The pull is Newton's: a
quarter at twice the distance (Principia, 1687). Whatever the planets do
follows from that.
"""

# %% fall
import math

PULL = 4 * math.pi**2  # such that a planet at distance 1 takes a year
STEP = 0.0005  # years


def orbit(distance):
    """Move a planet around once; return its places and the years it takes."""
    x, y = distance, 0.0
    speed_x, speed_y = 0.0, math.sqrt(PULL / distance)  # enough for a circle
    places, before = [], 0.0
    while not before < 0 <= y:  # until it comes up from below
        places.append((x, y))
        before = y
        x += speed_x * STEP / 2
        y += speed_y * STEP / 2
        nearness = 1 / math.hypot(x, y)
        speed_x -= STEP * PULL * nearness**2 * (x * nearness)
        speed_y -= STEP * PULL * nearness**2 * (y * nearness)
        x += speed_x * STEP / 2
        y += speed_y * STEP / 2
    missing = y / (y - before)  # the part of the last step that was too much
    return places, (len(places) - missing) * STEP


distances = [0.5, 1, 2, 4, 8]
orbits = [orbit(distance) for distance in distances]
years = [time for _, time in orbits]
for distance, time in zip(distances, years, strict=True):
    print(f"distance {distance:3}: {time:6.2f} years")
fourfold = years[3] / years[1]

# %% paths
import plotly.graph_objects as go

SHOWN = 0.1  # years from dot to dot
fig = go.Figure()
for distance, (places, _) in zip(distances[:4], orbits, strict=False):
    x, y = zip(*places[:: round(SHOWN / STEP)], strict=True)
    fig.add_scatter(x=x, y=y, mode="markers", name=f"distance {distance}")
fig.add_scatter(x=[0], y=[0], mode="markers", name="sun", marker={"size": 16})
fig.update_yaxes(scaleanchor="x", title="distance")
fig.update_xaxes(constrain="domain", title="distance")
fig.update_layout(height=520)
fig.show()

# %% law
import numpy as np

power, height = np.polyfit(np.log(distances), np.log(years), 1)
power = float(power)
line = np.geomspace(0.4, 10, 20)
fig = go.Figure()
fig.add_scatter(x=distances, y=years, mode="markers", name="computed")
fig.add_scatter(x=line, y=math.exp(height) * line**power, mode="lines", name="line")
fig.update_xaxes(type="log", title="distance")
fig.update_yaxes(type="log", title="years for one orbit")
fig.show()

# %% check
assert abs(power - 1.5) < 0.001, "claim: period-grows-with-power-one-and-a-half"
