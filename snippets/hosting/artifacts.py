"""What to save of a trained model, and what is safe to load.

LeNet-5 learns the digits, and is then written down in five ways. At the end,
two files that a stranger might send are refused. Imports from this
repository: `digits_lenet5`, which trains it.
"""
# time limit: 300 s

# %% train
import json
import textwrap
import time
import zipfile
from pathlib import Path

import h5py  # comes with Keras
import keras
import numpy as np
from safetensors.numpy import load_file, save_file

from snippets.hosting import digits_lenet5
from snippets.models.lenet5 import build_lenet5

x_train, x_test, y_train, y_test = digits_lenet5.images_and_labels()
model = digits_lenet5.train(x_train, y_train)
test_count = len(x_test)
test_accuracy = digits_lenet5.accuracy(model, x_test, y_test)
print(f"reads {test_accuracy:.1%} of {test_count} held-out digits")

# %% with_state
model.save("as-trained.keras")  # with all that training would need to go on

# %% without_state
model = keras.saving.load_model("as-trained.keras", compile=False)
model.save("lenet5.keras")

as_trained_bytes = Path("as-trained.keras").stat().st_size
keras_bytes = Path("lenet5.keras").stat().st_size
state_ratio = as_trained_bytes / keras_bytes
print(f"as-trained.keras {as_trained_bytes:9,} bytes")
print(f"lenet5.keras     {keras_bytes:9,} bytes")
assert state_ratio > 2.5, "claim: optimizer-state-triples-the-file"

# %% inside
print(*zipfile.ZipFile("lenet5.keras").namelist(), sep="\n")

# %% folder
model.save("lenet5", zipped=False)
for path in sorted(Path("lenet5").iterdir()):
    print(f"{path.name:20} {path.stat().st_size:9,} bytes")

# %% safetensors
named = {
    f"{layer.name}.{weight.name}": weight.numpy()
    for layer in model.layers
    for weight in layer.weights
}
save_file(named, "lenet5.safetensors")
for name, weights in named.items():
    print(f"{name:15} {weights.shape}")


# %% rebuild
def from_safetensors():
    """Rebuild the architecture in code, then fill in each named array."""
    model, arrays = build_lenet5(), load_file("lenet5.safetensors")
    for layer in model.layers:
        names = [f"{layer.name}.{weight.name}" for weight in layer.weights]
        layer.set_weights([arrays[name] for name in names])
    return model


# %% compare
model.save_weights("lenet5.weights.h5")


def from_weights():
    """Rebuild the architecture in code, then fill in the weights."""
    model = build_lenet5()
    model.load_weights("lenet5.weights.h5")
    return model


def from_folder():
    """Load the unzipped folder."""
    return keras.saving.load_model("lenet5")


def from_file():
    """Load the single file."""
    return keras.saving.load_model("lenet5.keras")


answers = model.predict(x_test, verbose=0)
seconds, largest_difference = {}, 0.0
for load in (from_file, from_folder, from_weights, from_safetensors):
    before = time.perf_counter()
    loaded = load()
    seconds[load.__name__] = time.perf_counter() - before
    difference = np.abs(loaded.predict(x_test, verbose=0) - answers).max()
    largest_difference = max(largest_difference, float(difference))
print("largest difference between probabilities:", largest_difference)
assert largest_difference == 0, "claim: saved-models-answer-the-same"

# %% sizes
folder_bytes = sum(path.stat().st_size for path in Path("lenet5").iterdir())
h5_bytes = Path("lenet5.weights.h5").stat().st_size
safetensors_bytes = Path("lenet5.safetensors").stat().st_size
weights_bytes = 4 * model.count_params()  # four bytes a number
file_seconds = seconds["from_file"]
folder_seconds = seconds["from_folder"]
h5_seconds = seconds["from_weights"]
safetensors_seconds = seconds["from_safetensors"]

# %% config
config = json.loads(Path("lenet5/config.json").read_text("utf-8"))
print("class:", config["class_name"], "· name:", config["config"]["name"])

# %% lambda_model
strange = keras.Sequential(
    [
        keras.Input((2,)),
        keras.layers.Lambda(lambda x: print("I can run anything") or x),
    ]
)
strange.save("strange.keras")

# %% safe_mode
safe_mode_message = ""
try:
    keras.saving.load_model("strange.keras")
except ValueError as error:
    safe_mode_message = str(error)
print(textwrap.fill(safe_mode_message, 76))
assert "safe_mode" in safe_mode_message, "claim: safe-mode-stops-a-lambda"

# %% unsafe_mode
loaded = keras.saving.load_model("strange.keras", safe_mode=False)
answer = loaded(np.zeros((1, 2)))

# %% elsewhere
Path("token.txt").write_bytes(120 * b"mine")
model.save_weights("borrowed.weights.h5")
with h5py.File("borrowed.weights.h5", "r+") as file:
    layer = file["layers/dense/vars"]
    biases = layer.pop("1")
    layer.create_dataset(
        "1",
        biases.shape,
        biases.dtype,
        external=[("token.txt", 0, biases.nbytes)],  # "they are over there"
    )

# %% elsewhere_refused
keras_version = keras.__version__
elsewhere_message = ""
try:
    build_lenet5().load_weights("borrowed.weights.h5")
except ValueError as error:
    elsewhere_message = str(error)
print(textwrap.fill(elsewhere_message, 76))
assert "external" in elsewhere_message, "claim: keras-refuses-borrowed-bytes"
