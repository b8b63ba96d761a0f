"""Sixty digits are soon learnt by heart; varied copies help, if digits vary.

A CNN learns from very few examples, as they are, or moved and turned a little
differently each time. It is asked to read digits of both kinds.
"""
# time limit: 300 s

# %% data
import keras
import numpy as np
import plotly.graph_objects as go
from scipy.ndimage import rotate, shift
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()
images = (digits.images / 16).astype("float32")
SIZE, EPOCHS, PART, SEEDS = 60, 120, 10, range(5)


# %% train
def varied(image, rng):
    """Turn an image by up to 15 degrees and move it by up to a pixel."""
    image = rotate(image, rng.uniform(-15, 15), reshape=False, order=1)
    return shift(image, rng.uniform(-1, 1, 2), order=1)


def build():
    """Build a CNN of 9,930 parameters."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )


def curves(seed, augment):
    """Train; return accuracy as it goes: training, test, varied test."""
    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    x, x_test, y, y_test = train_test_split(
        images, digits.target,
        train_size=SIZE, stratify=digits.target, random_state=seed,
    )  # fmt: skip
    model = build()
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.003),
        loss="sparse_categorical_crossentropy",
        steps_per_execution=SIZE * PART // 20,
    )
    model.optimizer.build(model.trainable_variables)  # fit starts sooner
    x_varied = np.stack([varied(image, rng) for image in x_test])
    scores = [], [], []
    asked = (x, y), (x_test, y_test), (x_varied, y_test)
    for _ in range(EPOCHS // PART):
        order = np.concatenate([rng.permutation(SIZE) for _ in range(PART)])
        batch = x[order]
        if augment:
            batch = np.stack([varied(image, rng) for image in batch])
        model.fit(
            batch[..., None], y[order],
            batch_size=20, shuffle=False, verbose=0,
        )  # fmt: skip
        for (seen, known), kept in zip(asked, scores, strict=True):
            right = np.asarray(model(seen[..., None])).argmax(1) == known
            kept.append(float(right.mean()))
    return scores


parameters = build().count_params()
plain = [curves(seed, augment=False) for seed in SEEDS]
augmented = [curves(seed, augment=True) for seed in SEEDS]

# %% result
train_plain, test_plain, varied_plain = (
    [run[part][-1] for run in plain] for part in range(3)
)
train_augmented, test_augmented, varied_augmented = (
    [run[part][-1] for run in augmented] for part in range(3)
)
test_mean, varied_mean, test_augmented_mean, varied_augmented_mean = (
    float(np.mean(runs))
    for runs in (test_plain, varied_plain, test_augmented, varied_augmented)
)
train_early = float(np.mean([run[0][0] for run in plain]))
seed_count, size = len(SEEDS), SIZE
print("learned from     training   test  varied test")
for name, parts in (
    ("as they are", (train_plain, test_plain, varied_plain)),
    ("varied", (train_augmented, test_augmented, varied_augmented)),
):
    print(f"{name:15}" + "{:10.1%}{:7.1%}{:13.1%}".format(
        *(np.mean(part) for part in parts)))  # fmt: skip
assert (
    min(train_plain) == 1 and max(test_plain) < 0.95
), "claim: cnn-overfits-few"  # fmt: skip
assert (
    min(varied_augmented) > max(varied_plain)
), "claim: augmentation-helps-where-the-world-varies"  # fmt: skip
assert (
    max(test_augmented) < min(test_plain)
), "claim: augmentation-hurts-where-it-does-not"  # fmt: skip

# %% figure
fig = go.Figure()
epochs = list(range(PART, EPOCHS + 1, PART))
for name, runs, part, dash in (
    ("training", plain, 0, "dot"),
    ("test", plain, 1, "dash"),
    ("varied test", plain, 2, "dashdot"),
    ("varied test, varied training", augmented, 2, "solid"),
):
    fig.add_scatter(
        x=epochs,
        y=(100 * np.mean([run[part] for run in runs], axis=0)).round(1),
        name=name, mode="lines", line_dash=dash,
    )  # fmt: skip
fig.update_xaxes(title="epoch")
fig.update_yaxes(title="digits read correctly, %")
fig.update_layout(height=360)
fig.show()
