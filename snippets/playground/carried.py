"""What a page carries of a network: its weights rounded to 8 bits, as text.

The playgrounds' and the hosting lesson's pages run their networks from this.
"""

# %% rounded
import base64

import numpy as np


def rounded(model):
    """Round each kernel to 8 bits a weight, and return what JSON can hold.

    A unit's weights are whole numbers from -127 to 127 times one scale. The
    model itself gets the rounded weights: what is measured is what is
    carried.

    Args:
        model: A Keras chain of layers whose weights are a kernel and a bias,
            or none.

    Returns:
        `{"name", "layers"}`, which `network.js` reads. Each layer has `kind`
        and `name`; with weights also `shape`, `weights` (base64 of signed
        bytes, the unit's axis last), `scale` and `bias` (a number a unit)
        and `activation`.
    """
    described = []
    for layer in model.layers:
        entry = {"kind": type(layer).__name__, "name": layer.name}
        if weights := layer.get_weights():
            kernel, bias = weights
            axes = tuple(range(kernel.ndim - 1))
            scale = np.abs(kernel).max(axis=axes) / 127
            whole = np.round(kernel / scale).astype(np.int8)
            layer.set_weights([(whole * scale).astype(np.float32), bias])
            entry |= {
                "shape": list(kernel.shape),
                "weights": base64.b64encode(whole.tobytes()).decode(),
                "scale": [float(f"{s:.8g}") for s in scale],
                "bias": [float(f"{b:.8g}") for b in bias],
                "activation": layer.activation.__name__,
            }
        described.append(entry)
    return {"name": model.name, "layers": described}


# %% example
if __name__ == "__main__":
    import keras

    keras.utils.set_random_seed(0)
    dense = keras.layers.Dense(3, activation="tanh", name="dense")
    model = keras.Sequential([keras.Input((4,)), dense])
    exact = dense.kernel.numpy()
    carried = rounded(model)["layers"][0]
    largest = np.abs(dense.kernel.numpy() - exact).max()
    print(f"12 weights in {len(carried['weights'])} letters")
    print(f"largest change of a weight {largest:.4f}")
