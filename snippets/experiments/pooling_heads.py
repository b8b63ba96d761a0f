"""Averaging instead of dense layers: far fewer parameters, not better here.

GoogLeNet ends in global average pooling and one linear layer, where AlexNet
and VGG have large dense layers. Both endings on the same small CNN.
"""
# time limit: 300 s

# %% data
import keras
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()
x_train, x_test, y_train, y_test = train_test_split(
    (digits.images / 16)[..., None].astype("float32"), digits.target,
    test_size=0.25, stratify=digits.target, random_state=0,
)  # fmt: skip
SEEDS = range(3)


# %% build
def build(head):
    """Build three convolutions and one of the two endings."""
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(24, 3, padding="same", activation="relu"),
            layers.Conv2D(24, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(48, 3, padding="same", activation="relu"),
        ]
    )
    if head == "dense":
        model.add(layers.Flatten())
        model.add(layers.Dense(128, activation="relu"))
    else:
        model.add(layers.GlobalAveragePooling2D())
    model.add(layers.Dense(10, activation="softmax"))
    return model


dense_parameters = build("dense").count_params()
average_parameters = build("average").count_params()
print(f"dense head    {dense_parameters:8,} parameters")
print(f"average head  {average_parameters:8,} parameters")
assert (
    dense_parameters > 5 * average_parameters
), "claim: global-pooling-fewer-parameters"  # fmt: skip


# %% train
def score(head, seed):
    """Train; return the accuracy on digits held out."""
    keras.utils.set_random_seed(seed)
    model = build(head)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.003),
        loss="sparse_categorical_crossentropy",
        steps_per_execution=22,
    )
    model.optimizer.build(model.trainable_variables)  # fit starts sooner
    x, y = np.tile(x_train, (10, 1, 1, 1)), np.tile(y_train, 10)
    model.fit(x, y, batch_size=64, verbose=0)
    right = np.asarray(model(x_test)).argmax(axis=1) == y_test
    return float(right.mean())


dense_head = [score("dense", seed) for seed in SEEDS]
average_head = [score("average", seed) for seed in SEEDS]

# %% result
dense_mean, average_mean = (
    float(np.mean(runs)) for runs in (dense_head, average_head)
)
fewer = dense_parameters / average_parameters
seed_count = len(SEEDS)
print("head      mean   worst  best")
for name, runs in (("dense", dense_head), ("average", average_head)):
    print(f"{name:8} {np.mean(runs):6.1%} {min(runs):6.1%} {max(runs):6.1%}")
assert (
    average_mean < dense_mean + 0.005
), "claim: global-pooling-not-better-here"  # fmt: skip
