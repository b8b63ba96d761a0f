"""Publish from a terminal: with hf, and with Git and Git LFS.

Needs Git LFS. Imports from this repository: `digits_lenet5`, which trains the
network, and `rehearsal`, a Hub on your own machine that these commands talk
to; typed in your own terminal, they talk to the real one.
"""
# time limit: 300 s

# %% rehearsal
from snippets.hosting import rehearsal
from snippets.hosting.rehearsal import terminal

rehearsal.start()  # without it, all this happens on the real Hub

# %% train
from pathlib import Path

import keras

from snippets.hosting import digits_lenet5
from snippets.models.lenet5 import build_lenet5

x_train, x_test, y_train, y_test = digits_lenet5.images_and_labels()
model = digits_lenet5.train(x_train, y_train)
model.save("as-trained.keras")
model = keras.saving.load_model("as-trained.keras", compile=False)

Path("lenet5-digits").mkdir()
model.save("lenet5-digits/lenet5.keras")
card = "---\nlicense: mit\nlibrary_name: keras\n---\n# LeNet-5\n"
written = Path("lenet5-digits/README.md").write_text(card, "utf-8")

# %% who
terminal("hf auth whoami")

# %% hf
terminal(
    "hf repos create lenet5-digits",
    "hf upload reader/lenet5-digits lenet5-digits .",
    "hf download reader/lenet5-digits --local-dir copy",
)

# %% clone
terminal(
    "git lfs install",
    "git clone https://huggingface.co/reader/lenet5-digits by-git",
    "cd by-git",
)

# %% push
build_lenet5().save("untrained.keras")  # another file to publish
terminal(
    'git lfs track "*.keras"',
    "git add .",
    'git commit -m "Add the network before training"',
    "git push",
)

# %% pointer
terminal("git show HEAD:untrained.keras")

# %% large
terminal(
    "cd ..",
    "hf repos create large-lenet5",
    "git clone https://huggingface.co/reader/large-lenet5",
    "cd large-lenet5",
)
large = build_lenet5(input_shape=(200, 200, 1))  # more pixels, more weights
large.save("large.keras")
large_bytes = Path("large.keras").stat().st_size

# %% forgot
terminal(
    "git add .",
    'git commit --quiet -m "Add a large network"',
    "git push",
    fails=True,
)

# %% migrate
terminal(
    'git lfs migrate import --yes --include="*.keras"',
    "git lfs checkout",
    "git push",
)
