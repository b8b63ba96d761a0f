"""Three ways to spoil it, and how much each of them costs.

Pictures prepared in another way than in training, batch normalisation in
training mode, and near copies of test pictures among those to learn from.
"""
# time limit: 240 s

# %% features
import keras
import numpy as np
from sklearn.linear_model import LogisticRegression

from snippets.data import imagenet, stamps

SIDE, DRAWS = 128, 20
pictures, kinds = stamps.load_data(SIDE)
network = imagenet.efficientnet_lite0(input_shape=(SIDE, SIDE, 3))
frozen = keras.Model(network.inputs[0], network.get_layer("pool").output)


def features(values):
    """Return what comes out of the last pooling, `(72, 1280)`."""
    return frozen.predict(values, batch_size=8, verbose=0)


def share_right(learned_from, asked, named=kinds):
    """Train a last layer on ten of each; return the mean over the draws."""
    shares = []
    for seed in range(DRAWS):
        learn, test = stamps.draw(kinds, 10, seed)
        head = LogisticRegression(max_iter=500)
        head.fit(learned_from[learn], named[learn])
        shares.append(head.score(asked[test], named[test]))
    return float(np.mean(shares))


usual = features(imagenet.scaled(pictures))
as_trained = share_right(usual, usual)
print(f"as it should be        {as_trained:.0%}")

# %% preprocessing
unscaled = features(pictures.astype("float32"))
to_one = features(pictures.astype("float32") / 255)
swapped = features(imagenet.scaled(pictures[..., ::-1]))
not_scaled = share_right(usual, unscaled)
scaled_to_one = share_right(usual, to_one)
red_is_blue = share_right(usual, swapped)
unscaled_twice = share_right(unscaled, unscaled)
print(f"0 to 255               {not_scaled:.0%}")
print(f"0 to 1                 {scaled_to_one:.0%}")
print(f"red and blue swapped   {red_is_blue:.0%}")
print(f"0 to 255, both times   {unscaled_twice:.0%}")
assert not_scaled < as_trained - 0.2, "claim: prepare-as-in-training"

# %% batch_norm
images = imagenet.scaled(pictures)
averages = frozen.get_weights()


def in_training_mode(order):
    """Return the features of each batch of six, normalised by that batch."""
    found = np.empty_like(usual)
    for start in range(0, len(order), 6):
        batch = order[start : start + 6]
        answers = frozen(images[batch], training=True)
        found[batch] = keras.ops.convert_to_numpy(answers)
    frozen.set_weights(averages)  # those of batch norm had moved
    return found


mixed = in_training_mode(np.random.default_rng(0).permutation(len(kinds)))
sorted_by_kind = in_training_mode(np.arange(len(kinds)))
mixed_share = share_right(usual, mixed)
sorted_share = share_right(usual, sorted_by_kind)
print(f"normalised by a batch of all kinds  {mixed_share:.0%}")
print(f"normalised by a batch of one kind   {sorted_share:.0%}")
assert sorted_share < as_trained - 0.1, "claim: answers-depend-on-neighbours"

# %% leak
mirrored = features(images[:, :, ::-1])
twice = np.concatenate([usual, mirrored])
honest, leaking = [], []
for seed in range(DRAWS):
    rng = np.random.default_rng(seed)
    coin = rng.permutation(np.arange(len(kinds)) % 2)  # heads or tails
    named = np.tile(coin, 2)  # a mirrored picture keeps its name
    learn = rng.permutation(len(twice)) < len(twice) / 2
    head = LogisticRegression(max_iter=500)
    head.fit(twice[learn], named[learn])
    leaking.append(head.score(twice[~learn], named[~learn]))
    learn = np.tile(rng.permutation(len(kinds)) < len(kinds) / 2, 2)
    head.fit(twice[learn], named[learn])
    honest.append(head.score(twice[~learn], named[~learn]))
leaking_share, honest_share = (
    float(np.mean(shares)) for shares in (leaking, honest)
)
print(f"labels by coin toss, copies on both sides  {leaking_share:.0%}")
print(f"labels by coin toss, copies together       {honest_share:.0%}")
assert leaking_share > 0.65 and abs(honest_share - 0.5) < 0.1, (
    "claim: copies-make-the-impossible-possible"
)
