"""What a saved network says without its weights.

A small network with a skip is built, saved and opened again as what it is: a
zip archive. The page's script reads the same description, `config.json`, of
a reader's own file.
"""

# %% build
import json
import tempfile
import zipfile
from pathlib import Path

import keras
from keras import layers


def build_small(input_shape=(28, 28, 1), classes=10):
    """Build a small network with one residual block.

    Args:
        input_shape: Height, width and channels of a picture.
        classes: How many probabilities come out.

    Returns:
        A model with random initial weights. Input `(batch, *input_shape)`,
        output `(batch, classes)`.
    """
    x = image = keras.Input(input_shape, name="image")
    x = layers.Conv2D(16, 3, padding="same", name="conv")(x)
    x = layers.ReLU(name="conv_relu")(x)
    x = layers.MaxPooling2D(2, name="pool")(x)
    y = layers.Conv2D(16, 3, padding="same", name="block_1")(x)
    y = layers.BatchNormalization(name="block_1_norm")(y)
    y = layers.ReLU(name="block_1_relu")(y)
    y = layers.Conv2D(16, 3, padding="same", name="block_2")(y)
    x = layers.Add(name="block_add")([x, y])
    x = layers.Flatten(name="flat")(x)
    x = layers.Dense(classes, activation="softmax", name="digit")(x)
    return keras.Model(image, x, name="small")


model = build_small()

# %% save
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "small.keras"
    model.save(path)
    with zipfile.ZipFile(path) as archive:
        description = json.loads(archive.read("config.json"))
        for name in sorted(archive.namelist()):
            print(name)

# %% look
layer = description["config"]["layers"][1]
kernel = layer["config"]["kernel_size"]
print("the first convolution:", layer["class_name"], kernel)
print("it takes", layer["build_config"]["input_shape"])
parameters = model.count_params()
