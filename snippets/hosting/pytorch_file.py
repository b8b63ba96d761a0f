"""The file pytorch_model.bin, and why strangers should not send you one.

The same LeNet-5, trained by Keras on top of PyTorch, saved as PyTorch does.
Needs torch: `pip install -r requirements-hosting.txt`. Imports from this
repository: `digits_lenet5`, which trains the network.
"""
# time limit: 300 s

# %% backend
import os

os.environ["KERAS_BACKEND"] = "torch"  # before Keras is imported

# %% train
import pickle
import textwrap
import time
from pathlib import Path

import torch

from snippets.hosting import digits_lenet5
from snippets.models.lenet5 import build_lenet5

torch.set_num_threads(1)
torch_version = torch.__version__.partition("+")[0]
x_train, x_test, y_train, y_test = digits_lenet5.images_and_labels()
model = digits_lenet5.train(x_train, y_train)
test_accuracy = digits_lenet5.accuracy(model, x_test, y_test)
print(f"reads {test_accuracy:.1%} of {len(x_test)} held-out digits")

# %% save
tensors = {
    f"{layer.name}.{weight.name}": weight.value.detach()
    for layer in model.layers
    for weight in layer.weights
}
torch.save(tensors, "pytorch_model.bin")
bin_bytes = Path("pytorch_model.bin").stat().st_size
print(f"pytorch_model.bin {bin_bytes:9,} bytes")

# %% load
before = time.perf_counter()
loaded = torch.load("pytorch_model.bin", weights_only=True)
rebuilt = build_lenet5()
for layer in rebuilt.layers:
    layer.set_weights(
        [loaded[f"{layer.name}.{w.name}"] for w in layer.weights]
    )
bin_seconds = time.perf_counter() - before

answers = model.predict(x_test, verbose=0)
difference = abs(rebuilt.predict(x_test, verbose=0) - answers).max()
print("largest difference between probabilities:", difference)
assert difference == 0, "claim: pytorch-file-answers-the-same"


# %% hostile
class Weights:
    """Looks like weights, and is an instruction."""

    def __reduce__(self):
        """Tell pickle how to make this object anew: by calling `print`."""
        return print, ("I ran on your machine, with all that you may do",)


torch.save({"C1.kernel": Weights()}, "pytorch_model.bin")

# %% trusting
loaded = torch.load("pytorch_model.bin", weights_only=False)

# %% careful
refusal = ""
try:
    torch.load("pytorch_model.bin", weights_only=True)
except pickle.UnpicklingError as error:
    refusal = str(error)
assert "GLOBAL print" in refusal, "claim: weights-only-stops-a-hostile-pickle"
reason = refusal[refusal.index("WeightsUnpickler error") :].splitlines()[0]
print(textwrap.fill(reason, 76))
