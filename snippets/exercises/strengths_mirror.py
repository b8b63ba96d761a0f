"""Mirrored digits: an augmentation that tells an untruth."""
# time limit: 300 s

# %% solution
import keras
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()
x, x_test, y, y_test = train_test_split(
    (digits.images / 16)[..., None].astype("float32"), digits.target,
    test_size=0.4, stratify=digits.target, random_state=0,
)  # fmt: skip
rng = np.random.default_rng(0)


def train(mirror):
    """Train for 12 epochs; mirror every second image, or none."""
    keras.utils.set_random_seed(0)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(8, 3, activation="relu"),
            layers.Conv2D(8, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.005),
        loss="sparse_categorical_crossentropy",
        steps_per_execution=34,
    )
    for _ in range(12):
        flip = mirror & (rng.random(len(x)) < 0.5)
        seen = np.where(flip[:, None, None, None], x[:, :, ::-1], x)
        model.fit(seen, y, verbose=0)
    return np.asarray(model(x_test)).argmax(axis=1)


plain, mirrored = train(False), train(True)
print("digit  errors  errors when trained with mirrored digits")
more = []
for digit in range(10):
    of_it = y_test == digit
    before, after = ((a != y_test)[of_it].sum() for a in (plain, mirrored))
    more.append(after - before)
    print(f"{digit:5} {before:7} {after:7}")
worst_digit = int(np.argmax(more))
errors = int((plain != y_test).sum())
errors_mirrored = int((mirrored != y_test).sum())
print(f"  all {errors:7} {errors_mirrored:7}")
assert errors_mirrored > 1.3 * errors
