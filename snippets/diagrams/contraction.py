"""Products of tensors that are added up along some axes, written as in `einsum`."""

from __future__ import annotations

from collections.abc import Sequence

from snippets.diagrams.graph import Shape
from snippets.diagrams.sight import Sight, join

_SPARE = "ABCDEFGHIJKL"


def contract(
    equation: str, sights: Sequence[Sight], operands: int, shape: Shape
) -> Sight | None:
    """Return what a product of several tensors sees.

    Args:
        equation: Such as `Ytd,Ysd->Yts`; each first letter is the batch.
        sights: Of the first operands; those that follow are weights.
        operands: How many the equation must have.
        shape: Of the result, without the batch.

    Returns:
        None where the equation is of a form that is not known here.
    """
    terms = parse(equation, [len(one.axes) for one in sights])
    if terms is None:
        return None
    *left, out = terms
    if len(left) != operands or len(out) != len(shape):
        return None
    parts = []
    for sight, term in zip(sights, left[: len(sights)], strict=True):
        if len(term) != len(sight.axes):
            return None
        added = [n for n, letter in enumerate(term) if letter not in out]
        mixed = sight.mix(*added)
        order = [term.index(letter) if letter in term else None for letter in out]
        parts.append(mixed.arrange(order))
    return join(parts, shape)


def parse(equation: str, ranks: Sequence[int]) -> list[str] | None:
    """Take an equation apart and leave the batch out; the result comes last.

    Args:
        equation: With or without `...`.
        ranks: Of the first operands, without the batch.
    """
    sides = equation.replace(" ", "").split("->")
    if len(sides) != 2:
        return None
    terms = [*sides[0].split(","), sides[1]]
    if "..." in equation:
        rank = ranks[0] + 1 - len(terms[0].replace("...", ""))
        if rank < 1 or "..." not in terms[0]:
            return None
        terms = [term.replace("...", _SPARE[:rank]) for term in terms]
    batch = terms[-1][:1]
    tensors = [*terms[: len(ranks)], terms[-1]]
    if not all(term[:1] == batch and batch not in term[1:] for term in tensors):
        return None
    if any(len(set(term)) != len(term) for term in terms):
        return None
    weights = terms[len(ranks) : -1]
    if any(batch in term for term in weights):
        return None
    return [*(term[1:] for term in tensors[:-1]), *weights, tensors[-1][1:]]
