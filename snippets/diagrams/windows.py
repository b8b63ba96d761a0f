"""What layers take along one axis: windows that slide, grow, crop, pad or resample."""

from __future__ import annotations

import math
from fractions import Fraction

from snippets.diagrams.sight import Taps

Size = int | None


def sliding(
    kernel: int, stride: int, dilation: int, padding: str, before: Size, after: Size
) -> Taps | None:
    """Return the window of a convolution or pooling.

    Args:
        kernel: Positions that it takes.
        stride: Positions from one window to the next.
        dilation: Positions from one that it takes to the next.
        padding: `valid`, `same` or `causal`; empty if the sizes shall tell.
        before: Length of the axis, None if it is open.
        after: Length behind the layer.

    Returns:
        None if nobody knows where the windows lie.
    """
    reach = (kernel - 1) * dilation + 1
    padding = padding or _told_by_sizes(reach, stride, before, after)
    floats = False
    if padding == "valid":
        start = 0
    elif padding == "causal":
        start = reach - 1
    elif padding != "same":
        return None
    elif before is not None:
        whole = (-(-before // stride) - 1) * stride + reach
        start = max(whole - before, 0) // 2
    else:
        start, floats = (reach - 1) // 2, stride > 1
    taken = tuple(n * dilation - start for n in range(kernel))
    short = padding == "valid" if stride > 1 else False
    return Taps((taken,), stride, loses=short or reach < stride, floats=floats)


def _told_by_sizes(reach: int, stride: int, before: Size, after: Size) -> str:
    """Tell the padding of a layer that does not say it."""
    if before is None or after is None:
        return ""
    valid, same = (before - reach) // stride + 1, -(-before // stride)
    if valid == same:
        return "valid" if reach == 1 else ""
    return {valid: "valid", same: "same"}.get(after, "")


def transposed(
    kernel: int, stride: int, dilation: int, padding: str, before: Size, after: Size
) -> Taps | None:
    """Return the window of a transposed convolution; arguments as for `sliding`."""
    reach = (kernel - 1) * dilation + 1
    if padding == "valid":
        start = 0
    elif before is None or after is None:
        return None
    else:
        start = max((before - 1) * stride + reach - after, 0) // 2
    taken = tuple(
        tuple(sorted(
            (unit + start - n * dilation) // stride
            for n in range(kernel) if (unit + start - n * dilation) % stride == 0
        ))
        for unit in range(stride)
    )  # fmt: skip
    return Taps(taken, 1)


def padded(before: int) -> Taps:
    """Return what stands behind a border of some positions."""
    return Taps(((-before,),), 1)


def cut(before: int) -> Taps:
    """Return what is left when positions at both ends are cut off."""
    return Taps(((before,),), 1, loses=True)


def repeated(times: int) -> Taps:
    """Return what takes each position several times."""
    return Taps(((0,),) * times, 1)


def adaptive(before: int, after: int) -> Taps:
    """Return windows that share an axis out into a given number of parts."""
    common = math.gcd(before, after)
    count, advance = after // common, before // common
    taken = tuple(
        tuple(range(n * before // after, -(-(n + 1) * before // after)))
        for n in range(count)
    )
    return Taps(taken, advance)


def resampled(before: int, after: int, way: str) -> Taps | None:
    """Return what a resampled image takes, pixels being squares with their middle.

    Args:
        before: Length of the axis.
        after: Length wanted.
        way: `nearest` or `bilinear`; others are not known here.
    """
    common = math.gcd(before, after)
    count, advance = after // common, before // common
    taken: list[tuple[int, ...]] = []
    for unit in range(count):
        middle = Fraction((2 * unit + 1) * advance, 2 * count)
        if way == "nearest":
            if middle.denominator == 1 and count & (count - 1):
                return None  # on the border of two pixels: rounding decides
            taken.append((math.floor(middle),))
        elif way == "bilinear":
            left = middle - Fraction(1, 2)
            first = math.floor(left)
            taken.append((first,) if left == first else (first, first + 1))
        else:
            return None
    return Taps(tuple(taken), advance)
