"""The networks of the lessons on whichever backend Keras has.

    KERAS_BACKEND=jax python on_backend.py FOLDER

builds each network, gives it the weights in FOLDER (the first time it writes
them), reads two images of noise, and leaves its features in FOLDER. Without a
folder it lists the networks. Imports from this repository: `models`.
"""

# %% networks
import json
import sys
import time
from pathlib import Path

import keras
import numpy as np

from snippets.models import alexnet, googlenet, lenet5, resnet, vgg

RGB, CLASSES = (64, 64, 3), 10  # small, so that the dense layers are
NETWORKS = {
    "LeNet-5, 1998": lenet5.build_lenet5_1998,
    "LeNet-5, as copied": lenet5.build_lenet5,
    "AlexNet": lambda: alexnet.build_alexnet((99, 99, 3), CLASSES),
    "VGG-16": lambda: vgg.build_vgg16(RGB, CLASSES),
    "GoogLeNet": lambda: googlenet.build_googlenet(RGB, CLASSES),
    "ResNet-50": lambda: resnet.build_resnet50(RGB, CLASSES),
}


# %% read
def features(folder: Path) -> dict[str, np.ndarray]:
    """Return what the last layer of each network gets to read.

    Args:
        folder: With the weights of each network, or where they are to be
            saved.

    Returns:
        Features of two images, `(2, features)`: before the softmax, which
        would hide differences.
    """
    found = {}
    for name, build in NETWORKS.items():
        keras.utils.set_random_seed(0)
        model, weights = build(), folder / f"{name}.weights.h5"
        if weights.exists():
            model.load_weights(weights)
        else:
            model.save_weights(weights)
        noise = np.random.default_rng(0).normal(
            size=(2, *model.input_shape[1:])
        )
        before = keras.Model(model.inputs[0], model.layers[-1].input)
        found[name] = before.predict_on_batch(noise.astype("float32"))
    return found


def seconds_a_step(steps: int = 20) -> tuple[float, float]:
    """Train LeNet-5 on 64 images of noise again and again.

    Returns:
        Seconds of the first step, which compiles, and the median of the rest.
    """
    rng = np.random.default_rng(0)
    images = rng.normal(size=(64, 32, 32, 1)).astype("float32")
    digits = rng.integers(0, 10, 64)
    model = lenet5.build_lenet5()
    model.compile("sgd", "sparse_categorical_crossentropy")
    times = []
    for _ in range(steps):
        before = time.perf_counter()
        model.train_on_batch(images, digits)
        times.append(time.perf_counter() - before)
    return times[0], float(np.median(times[1:]))


if __name__ == "__main__" and len(sys.argv) == 2:
    folder = Path(sys.argv[1])
    steps = seconds_a_step()
    backend = keras.backend.backend()
    if backend == "jax":  # which compiles each shape of weights by itself
        import jax

        jax.config.update("jax_disable_most_optimizations", True)
    np.savez(folder / f"{backend}.npz", **features(folder))
    print(json.dumps({"steps": steps}))
elif __name__ == "__main__":
    print(*NETWORKS, sep="\n")
