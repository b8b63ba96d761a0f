"""What a page carries of a large CNN: 8 bits a weight, batch norm folded in.

Batch norm multiplies each feature map by a number and adds another. In a
trained network both stand fixed, and a convolution multiplies and adds
already: its weights and its bias can take them over. What is left is rounded
to whole numbers from -127 to 127, each feature map with a scale of its own.
"""

# %% fold
import json

import numpy as np


def fold(model):
    """List the steps of a network, batch norm folded into the convolutions.

    Args:
        model: A functional Keras model: a chain of `Conv2D`,
            `DepthwiseConv2D`, each without a bias and followed by its batch
            norm, some by ReLU6; `Add` for shortcuts; the average over all
            places; `Dense`.

    Returns:
        A dict for each layer that has weights: `name`, `kind`, `stride`,
        `kernel` (as in Keras, the feature maps last), `bias`, `relu6`
        (whether the sums are cut to 0 to 6) and `add`, the index of the step
        whose feature maps are added, or None.

    Raises:
        ValueError: There is a layer of another kind.
    """
    steps, made_by = [], {}  # made_by: tensor to the step that made it
    for layer in model.layers:
        kind = type(layer).__name__
        if kind == "InputLayer":
            made_by[id(layer.output)] = -1
            continue
        both = isinstance(layer.input, list)
        before = layer.input if both else [layer.input]
        *others, last = sorted(made_by[id(tensor)] for tensor in before)
        if kind in ("Conv2D", "DepthwiseConv2D", "Dense"):
            steps.append(_step(layer, kind))
            last = len(steps) - 1
        elif kind == "BatchNormalization":
            _fold_in(steps[last], layer)
        elif kind == "Add":
            steps[last]["add"] = others[0]
        elif kind in ("ReLU", "Activation"):
            steps[last]["relu6"] = True
        elif kind not in ("GlobalAveragePooling2D", "Dropout"):
            raise ValueError(f"{layer.name}: nothing here folds a {kind}")
        made_by[id(layer.output)] = last
    return steps


def _step(layer, kind):
    kernel, *bias = _numbers(layer)
    if kind == "DepthwiseConv2D":  # a kernel a map, and no sum over maps
        kernel = kernel[..., 0]
    return {
        "name": layer.name,
        "kind": kind,
        "stride": 1 if kind == "Dense" else layer.strides[0],
        "kernel": kernel,
        "bias": bias[0] if bias else np.zeros(kernel.shape[-1]),
        "relu6": False,
        "add": None,
    }


def _numbers(layer):
    return [weights.astype("float64") for weights in layer.get_weights()]


def _fold_in(step, norm):
    gain, shift, mean, variance = _numbers(norm)
    factor = gain / np.sqrt(variance + norm.epsilon)
    step["kernel"] = step["kernel"] * factor
    step["bias"] = shift + (step["bias"] - mean) * factor


# %% rounded
def rounded(kernel, bits=8):
    """Round weights to whole numbers, each feature map with its own scale.

    A few large weights would make the steps coarse for all others. So the
    largest are cut, as far as that makes the sum of squared errors smallest.

    Args:
        kernel: Weights, the feature maps last.
        bits: Of a whole number; of 8 bits it lies between -127 and 127.

    Returns:
        Signed bytes of the same shape, and the scale of each feature map.
    """
    largest = 2 ** (bits - 1) - 1
    flat = kernel.reshape(-1, kernel.shape[-1])
    full = np.maximum(np.abs(flat).max(axis=0), 1e-12) / largest
    least, scale = np.full(len(full), np.inf), full
    for share in np.linspace(1, 0.5, 26):
        tried = full * share
        whole = np.clip(np.round(flat / tried), -largest, largest)
        error = ((whole * tried - flat) ** 2).sum(axis=0)
        scale = np.where(error < least, tried, scale)
        least = np.minimum(error, least)
    whole = np.clip(np.round(kernel / scale), -largest, largest)
    return whole.astype(np.int8), scale.astype(np.float32)


def round_all(steps, bits=8):
    """Give each step `whole`, its bytes, and `scale`; return the steps."""
    for step in steps:
        step["whole"], step["scale"] = rounded(step["kernel"], bits)
    return steps


def give_back(model, steps):
    """Put the rounded weights into the model that they came from.

    Batch norm then does nothing: it multiplies by 1 and adds the bias.
    """
    for step in steps:
        layer = model.get_layer(step["name"])
        kernel, bias = step["whole"] * step["scale"], step["bias"]
        if step["kind"] == "Dense":
            layer.set_weights([kernel, bias])
            continue
        layer.set_weights([kernel.reshape(layer.kernel.shape)])
        norm = model.layers[model.layers.index(layer) + 1]
        ones = np.ones_like(bias)
        norm.set_weights([ones, bias, 0 * ones, ones - norm.epsilon])
    return model


# %% packed
def packed(steps, **about):
    """Return one run of bytes that holds a network, for a page's script.

    Four bytes say how long the description is, which is JSON and filled up
    with blanks to a multiple of four. For each step follow its scales and its
    biases (32 bits a number, lowest byte first); then, for each step, its
    weights (a signed byte each).

    Args:
        steps: With `whole` and `scale`, as `round_all` leaves them.
        about: What else the description shall say, such as names of classes.
    """
    layers = [
        {
            "name": step["name"],
            "kind": step["kind"],
            "shape": list(step["whole"].shape),
            "stride": step["stride"],
            "relu6": step["relu6"],
            "add": step["add"],
        }
        for step in steps
    ]
    text = json.dumps({**about, "layers": layers}, separators=(",", ":"))
    head = text.encode("ascii")
    head += b" " * (-len(head) % 4)
    numbers = [
        np.asarray(part, "<f4").tobytes()
        for step in steps
        for part in (step["scale"], step["bias"])
    ]
    weights = [step["whole"].tobytes() for step in steps]
    length = np.array(len(head), "<u4").tobytes()
    return b"".join([length, head, *numbers, *weights])


# %% example
if __name__ == "__main__":
    import keras
    from keras import layers

    keras.utils.set_random_seed(0)
    image = keras.Input((8, 8, 3))
    maps = layers.Conv2D(4, 3, use_bias=False, name="conv")(image)
    maps = layers.BatchNormalization(name="norm")(maps)
    maps = layers.ReLU(6.0, name="relu")(maps)
    pooled = layers.GlobalAveragePooling2D(name="pool")(maps)
    model = keras.Model(image, layers.Dense(2, name="dense")(pooled))
    learned = np.array([[1, 2, 3, 4], [0, 1, 0, 1], [0.1] * 4, [0.5] * 4])
    model.get_layer("norm").set_weights(list(learned))

    pixels = np.random.default_rng(0).uniform(-1, 1, (5, 8, 8, 3))
    exact = model.predict(pixels, verbose=0)
    steps = round_all(fold(model))
    coarse = give_back(model, steps).predict(pixels, verbose=0)
    print(f"{model.count_params()} numbers in {len(packed(steps))} bytes")
    print(f"largest answer {np.abs(exact).max():.3f}")
    print(f"changed by at most {np.abs(coarse - exact).max():.4f}")
