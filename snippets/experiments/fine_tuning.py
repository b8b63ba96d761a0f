"""Fine-tuning: the head first, then deeper layers, in small steps.

The last stage of the network is freed in two ways: behind a trained head and
in small steps, or all at once and in large ones. What stays frozen answers
the same every time, so it is asked once.
"""
# time limit: 300 s

# %% halves
import keras
import numpy as np

from snippets.data import imagenet, stamps

SIDE, DRAWS = 128, 3
pictures, kinds = stamps.load_data(SIDE)
network = imagenet.efficientnet_lite0(input_shape=(SIDE, SIDE, 3))
cut = network.get_layer("stage7_4_add").output
before = keras.Model(network.inputs[0], cut)
maps = before.predict(imagenet.scaled(pictures), batch_size=8, verbose=0)

pooled = network.get_layer("pool").output
kind = keras.layers.Dense(4, activation="softmax", name="kind")(pooled)
tail = keras.Model(cut, kind)
original = tail.get_weights()
print("maps of the frozen part", maps.shape)
print(f"in the tail {tail.count_params():,} numbers")


# %% recipe
def train(rate, epochs):
    """Train what is not frozen."""
    tail.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss="sparse_categorical_crossentropy",
        jit_compile=False,
    )
    tail.fit(maps[learn], kinds[learn], epochs=epochs, batch_size=10,
             verbose=0)  # fmt: skip


def freeze(everything):
    """Freeze all but the new layer, or batch normalisation alone."""
    for layer in tail.layers:
        is_norm = isinstance(layer, keras.layers.BatchNormalization)
        layer.trainable = layer.name == "kind" or not (everything or is_norm)


def head_first():
    """Follow the recipe; return the accuracy before and after."""
    freeze(everything=True)
    train(rate=0.01, epochs=20)
    before_tuning = accuracy()
    freeze(everything=False)
    train(rate=0.0001, epochs=8)
    return before_tuning, accuracy()


def all_at_once():
    """Free everything at once, and take large steps."""
    freeze(everything=False)
    train(rate=0.01, epochs=20)
    return accuracy()


# %% measure
def accuracy():
    """Return the share of the test that is right."""
    answers = np.asarray(tail(maps[test], training=False))
    return float((answers.argmax(axis=1) == kinds[test]).mean())


frozen_runs, tuned_runs, spoilt_runs = [], [], []
for seed in range(DRAWS):
    learn, test = stamps.draw(kinds, 10, seed)
    keras.utils.set_random_seed(seed)
    tail.set_weights(original)
    frozen_share, tuned_share = head_first()
    frozen_runs.append(frozen_share)
    tuned_runs.append(tuned_share)
    tail.set_weights(original)
    spoilt_runs.append(all_at_once())

frozen_mean, tuned_mean, spoilt_mean = (
    float(np.mean(runs)) for runs in (frozen_runs, tuned_runs, spoilt_runs)
)
draw_count, tail_count = DRAWS, tail.count_params()
print(f"head alone                   {frozen_mean:.0%}")
print(f"then the stage, small steps  {tuned_mean:.0%}")
print(f"all at once, large steps     {spoilt_mean:.0%}")
assert spoilt_mean < tuned_mean - 0.1, "claim: large-steps-forget"
