"""What a dense diagram shows: neurons, where they stand, and what they compute."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from snippets.diagrams.chain import Array, DenseStep, Flow


@dataclass(frozen=True)
class Scene:
    """A network with the samples that may flow through it.

    Attributes:
        steps: The dense layers, input side first.
        columns: The neurons' names, column by column; the first holds the inputs.
        values: Each column's values, shape (samples, neurons); none without samples.
        sums: Each layer's weighted sums, shape (samples, units).
        peaks: Each column's largest absolute value over all samples.
    """

    steps: list[DenseStep]
    columns: list[list[str]]
    values: list[Array]
    sums: list[Array]
    peaks: list[float]

    def place(self, column: int, row: int) -> tuple[float, float]:
        """Return where a neuron stands; columns are centred on y = 0."""
        return float(column), (len(self.columns[column]) - 1) / 2 - row

    def value(self, sample: int | None, column: int, row: int) -> float | None:
        """Return a neuron's value for a sample, None for the weights alone."""
        return None if sample is None else float(self.values[column][sample, row])

    def loudest(self, sample: int | None, layer: int) -> float:
        """Return a layer's largest |weight x value| for a sample, 1 where all is 0.

        Without a sample it is the largest |weight|.
        """
        strength = np.abs(self.steps[layer].kernel)
        if sample is not None:
            strength = strength * np.abs(self.values[layer][sample])[:, None]
        return float(strength.max()) or 1.0


def build_scene(
    steps: list[DenseStep],
    columns: list[list[str]],
    batch: Array,
    flows: list[Flow],
) -> Scene:
    """Measure a network and its samples, so that all discs share one scale."""
    values = [batch, *(part.values for part in flows)] if flows else []
    peaks = [float(np.abs(part).max()) or 1.0 for part in values]
    return Scene(steps, columns, values, [part.sums for part in flows], peaks)


def arithmetic(scene: Scene, sample: int | None, column: int, row: int) -> str:
    """Write out how a neuron comes to its value, as the lines of a hover label."""
    name = scene.columns[column][row]
    value = scene.value(sample, column, row)
    if column == 0:
        return name if value is None else f"{name}: {number(value)}"
    step = scene.steps[column - 1]
    lines = [f"<b>{step.name}: {name}</b>"]
    for source, weight in enumerate(step.kernel[:, row]):
        given = scene.value(sample, column - 1, source)
        of = scene.columns[column - 1][source] if given is None else number(given)
        lines.append(f"{number(float(weight))} × {of}")
    lines.append(f"bias {number(float(step.bias[row]))}")
    if sample is None or value is None:
        return "<br>".join([*lines, f"then {step.activation}"])
    total = number(float(scene.sums[column - 1][sample, row]))
    result = f"{step.activation}({total}) = {number(value)}"
    if "softmax" in step.activation:
        result = f"softmax over the layer: {number(value)}"
    return "<br>".join([*lines, f"= {total}", result])


def table(scene: Scene) -> list[list[str | float]]:
    """List each neuron's weights and bias, and its value for the first sample."""
    widest = max(len(step.kernel) for step in scene.steps)
    head: list[str | float] = ["layer", "neuron"]
    head += [f"weight {n + 1}" for n in range(widest)] + ["bias"]
    rows = [head + (["value"] if scene.values else [])]
    for column, step in enumerate(scene.steps, start=1):
        for row, name in enumerate(scene.columns[column]):
            weights = [round(float(w), 3) for w in step.kernel[:, row]]
            cells: list[str | float] = [step.name, name, *weights]
            cells += [""] * (widest - len(weights)) + [round(float(step.bias[row]), 3)]
            cells += [round(float(v[0, row]), 3) for v in scene.values[column:][:1]]
            rows.append(cells)
    return rows


def number(value: float) -> str:
    """Round to two decimals, with a real minus sign."""
    return f"{value:.2f}".replace("-", "−")
