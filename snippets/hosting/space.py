"""A web page that runs the model in the visitor's browser: a static Space.

Four files and no server. Imports from this repository: `digits_lenet5`, which
trains the network, `carried`, which writes its weights as text, and
`rehearsal`, a Hub on your own machine. `network.js` is joined from the
scripts of this site's playground.
"""
# time limit: 300 s

# %% rehearsal
from snippets.hosting import rehearsal

rehearsal.start()  # without it, all this happens on the real Hub

# %% train
import json
import shutil
from pathlib import Path

from huggingface_hub import HfApi

from snippets.data.small_digits import enlarge
from snippets.hosting import digits_lenet5
from snippets.playground.carried import rounded

x_train, x_test, y_train, y_test = digits_lenet5.images_and_labels()
model = digits_lenet5.train(x_train, y_train)
train_count = len(x_train)
accuracy_before = digits_lenet5.accuracy(model, x_test, y_test)

# %% weights
lenet = rounded(model)  # 8 bits a weight, as text
accuracy = digits_lenet5.accuracy(model, x_test, y_test)
most_ink = float(x_train.mean(axis=(1, 2, 3)).max())  # more is no digit
reads = "small"  # its page gives it drawings in the form of these digits
print(f"before rounding {accuracy_before:.1%}, after {accuracy:.1%}")

# %% folder
folder = Path("lenet5-space")
source = Path(rehearsal.__file__).parent / "space"
shutil.copytree(source, folder, dirs_exist_ok=True)  # index.html, app.js

scripts = source.parents[2] / "docs" / "assets" / "network"
order = [
    "weights", "activation", "conv", "pool", "dense", "network",
    "pen", "small",
]  # fmt: skip
network = [(scripts / f"{name}.js").read_text("utf-8") for name in order]
(folder / "network.js").write_text("\n".join(network), encoding="utf-8")

examples = digits_lenet5.examples()
letters = [  # a letter a pixel: a is no ink, q is all
    "".join(chr(97 + ink) for ink in digit) for digit in examples
]
(folder / "weights.js").write_text(
    f"lessonkit.model = {json.dumps(lenet)};\n"
    f"lessonkit.examples = {json.dumps(letters)};\n",
    encoding="utf-8",
)

# what Keras says to the examples, for the test that asks the browser
images = enlarge(examples.reshape(-1, 8, 8) / 16).astype("float32")
answers = model.predict(images, verbose=0)
example_answers = [int(row.argmax()) for row in answers]
example_percents = [float(100 * row.max()) for row in answers]

# %% readme
(folder / "README.md").write_text(
    """---
title: LeNet-5 reads a digit
sdk: static
license: mit
models: [reader/lenet5-digits]
---
Draw a digit; the network runs in your browser.
""",
    encoding="utf-8",
)
for path in sorted(folder.iterdir()):
    print(f"{path.name:12} {path.stat().st_size:8,} bytes")
space_bytes = sum(path.stat().st_size for path in folder.iterdir())

# %% publish
SPACE = "reader/lenet5-reads"
api = HfApi()
api.create_repo(SPACE, repo_type="space", space_sdk="static", exist_ok=True)
commit = api.upload_folder(
    repo_id=SPACE, repo_type="space", folder_path=folder
)
print(*api.list_repo_files(SPACE, repo_type="space"), sep="\n")
