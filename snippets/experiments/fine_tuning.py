"""Fine-tuning: the new layer first, then the last stage, in small steps.

Once the new layer is trained, the last stage of the network is freed and
trained too, in small steps or in large ones. What stays frozen answers the
same every time, so it is asked once.
"""
# time limit: 300 s

# %% halves
import keras
import numpy as np

from snippets.data import imagenet, stamps

SIDE, DRAWS = 128, 4
pictures, kinds = stamps.load_data(SIDE)
network = imagenet.efficientnet_lite0(input_shape=(SIDE, SIDE, 3))
cut = network.get_layer("stage7_4_add").output
before = keras.Model(network.inputs[0], cut)
maps = before.predict(imagenet.scaled(pictures), batch_size=8, verbose=0)

keras.utils.set_random_seed(0)
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


def train_head():
    """Train the new layer alone; return how good it is."""
    freeze(everything=True)
    train(rate=0.01, epochs=20)
    return accuracy()


def tune(rate):
    """Free the last stage and train on; return how good it is."""
    freeze(everything=False)
    train(rate, epochs=6)
    return accuracy()


# %% measure
def accuracy():
    """Return the share of the test that is right."""
    answers = np.asarray(tail(maps[test], training=False))
    return float((answers.argmax(axis=1) == kinds[test]).mean())


frozen_runs, small_runs, large_runs = [], [], []
for seed in range(DRAWS):
    learn, test = stamps.draw(kinds, 10, seed)
    keras.utils.set_random_seed(seed)
    tail.set_weights(original)
    frozen_runs.append(train_head())
    with_head = tail.get_weights()
    small_runs.append(tune(rate=0.0001))
    tail.set_weights(with_head)
    large_runs.append(tune(rate=0.01))

frozen_mean, small_mean, large_mean = (
    float(np.mean(runs)) for runs in (frozen_runs, small_runs, large_runs)
)
draw_count, tail_count = DRAWS, tail.count_params()
print(f"new layer alone       {frozen_mean:.0%}")
print(f"then in small steps   {small_mean:.0%}")
print(f"or in large steps     {large_mean:.0%}")
assert large_mean < small_mean - 0.1, "claim: large-steps-forget"
