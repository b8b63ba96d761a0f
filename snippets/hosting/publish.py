"""Publish a trained LeNet-5 on the Hub, and load it back, in Python.

Imports from this repository: `digits_lenet5`, which trains the network, and
`rehearsal`: a Hub on your own machine. Delete that line, log in, put your own
name in `REPO`, and the same code publishes for real.
"""
# time limit: 300 s

# %% rehearsal
from snippets.hosting import rehearsal

rehearsal.start()  # without it, all this happens on the real Hub

# %% train
import hashlib
import shutil
from pathlib import Path

import huggingface_hub
import keras
import numpy as np
from huggingface_hub import HfApi, snapshot_download
from safetensors.numpy import save_file

from snippets.hosting import digits_lenet5
from snippets.models import lenet5

x_train, x_test, y_train, y_test = digits_lenet5.images_and_labels()
model = digits_lenet5.train(x_train, y_train)
accuracy = digits_lenet5.accuracy(model, x_test, y_test)
client_version = huggingface_hub.__version__

# %% folder
model.save("as-trained.keras")
model = keras.saving.load_model("as-trained.keras", compile=False)

folder = Path("lenet5-digits")
model.save(folder, zipped=False)  # config, metadata, weights
shutil.copy(lenet5.__file__, folder / "model.py")
save_file(
    {
        f"{layer.name}.{weight.name}": weight.numpy()
        for layer in model.layers
        for weight in layer.weights
    },
    folder / "model.safetensors",
)

# %% card
REPO = "reader/lenet5-digits"
card = f"""---
license: mit
library_name: keras
pipeline_tag: image-classification
tags: [lenet-5, digits, education]
metrics: [accuracy]
model-index:
  - name: lenet5-digits
    results:
      - task: {{type: image-classification}}
        dataset: {{name: scikit-learn digits, type: digits, split: test}}
        metrics: [{{type: accuracy, value: {accuracy:.4f}}}]
---

# LeNet-5 for handwritten digits

{model.count_params():,} parameters, trained by Keras {keras.__version__}.

**Input** `(n, 32, 32, 1)`, ink from 0 to 1: scikit-learn's 8 × 8 digits,
enlarged to 24 × 24, with a white border. **Output** ten probabilities.

**Measured** {accuracy:.1%} of {len(x_test)} held-out digits read rightly;
trained on the other {len(x_train)}.

**Meant for** lessons. Not for cheques: digits of other pens, moved to the
side, or no digits at all may get a wrong answer, given with confidence.

    from huggingface_hub import snapshot_download
    import keras
    model = keras.saving.load_model(snapshot_download("{REPO}"))

Add `revision="…"` to get the version that you measured, and no newer one.
"""
(folder / "README.md").write_text(card, encoding="utf-8")
print(card)

# %% count
files = list(folder.iterdir())
file_count = len(files)
kilobytes = sum(path.stat().st_size for path in files) / 1000

# %% create
api = HfApi()  # uses the token that `hf auth login` has kept
repository = api.create_repo(REPO, exist_ok=True)

# %% upload
commit = api.upload_folder(
    repo_id=REPO,
    folder_path=folder,
    commit_message="LeNet-5, trained on scikit-learn's digits",
)
print("revision", commit.oid)
revision = commit.oid[:7]

# %% listing
for file in api.list_repo_tree(REPO, revision=commit.oid):
    kept = "large-file storage" if file.lfs else "Git"
    print(f"{file.path:20} {file.size:8,} bytes  {kept}")

# %% again
second = api.upload_folder(repo_id=REPO, folder_path=folder)
nothing_new = second.oid == commit.oid
print("still at", second.oid)
assert nothing_new, "claim: unchanged-folder-makes-no-commit"

# %% download
downloaded = snapshot_download(REPO, revision=commit.oid)
published = keras.saving.load_model(downloaded)

# %% compare
before = model.predict(x_test, verbose=0)
after = published.predict(x_test, verbose=0)
difference = float(np.abs(after - before).max())
print("largest difference between probabilities:", difference)
assert difference == 0, "claim: published-model-answers-the-same"


# %% sha256
def sha256(path):
    """Return the fingerprint of a file's bytes."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


weights = "model.weights.h5"
(info,) = api.get_paths_info(REPO, weights, revision=commit.oid)
print("the Hub says ", info.lfs.sha256)
print("we downloaded", sha256(Path(downloaded) / weights))
assert info.lfs.sha256 == sha256(Path(downloaded) / weights)
