"""Nine photographs, and what a network makes of them.

For six of them ImageNet has a class that fits, for three it has none. The
network answers all the same.
"""

# %% answers
import numpy as np

from snippets.data import imagenet
from snippets.data.photographs import NAMES, for_page, photograph

model = imagenet.efficientnet_lite0()
images = np.stack([imagenet.prepare(photograph(name)) for name in NAMES])
answers = np.asarray(model(images, training=False))
top_five = {
    name: imagenet.top(answer)
    for name, answer in zip(NAMES, answers, strict=True)
}
for name, five in top_five.items():
    said = ", ".join(f"{guess} {share:.0%}" for guess, share in five[:3])
    print(f"{name:13} {said}")

# %% right
# what one may call right: the classes that fit what the photograph shows
FITS = {
    "cat": ["tabby", "tiger cat", "Egyptian cat"],
    "coffee": ["espresso", "cup", "coffee mug"],
    "photographer": ["tripod", "reflex camera"],
    "temple": ["palace", "monastery", "stupa"],
    "officer": ["military uniform"],
    "rocket": ["space shuttle", "missile", "projectile"],
}
right_first = [top_five[name][0][0] in FITS[name] for name in FITS]
right_five = [
    any(guess in FITS[name] for guess, _ in top_five[name]) for name in FITS
]
first_count, five_count = sum(right_first), sum(right_five)
with_class = len(FITS)
fitting = "; ".join(", ".join(classes) for classes in FITS.values())
print(f"of {with_class}: first guess right {first_count},", end=" ")
print(f"among the first five {five_count}")
assert all(right_five) and not all(right_first), "claim: top-five-forgives"

# %% no_class
STRANGERS = ["raccoon", "dahlia", "astronaut"]
classes = set(imagenet.class_names())
known = [name for name in STRANGERS if name in classes]
stranger_first = {name: top_five[name][0] for name in STRANGERS}
stranger_sums = [float(answers[NAMES.index(n)].sum()) for n in STRANGERS]
for name, (guess, share) in stranger_first.items():
    print(f"{name:10} is no class; the first guess is {guess}, {share:.0%}")
assert not known, "claim: no-such-class"
assert all(abs(total - 1) < 1e-3 for total in stranger_sums), (
    "claim: it-must-answer"
)

# %% unsure
# how many equally probable classes would be as unsure as this answer
surprise = -(answers * np.log(answers)).sum(axis=1)
as_unsure_as = dict(zip(NAMES, np.exp(surprise).tolist(), strict=True))
for name, count in as_unsure_as.items():
    print(f"{name:13} as unsure as among {count:5.1f} classes")
unsure_rocket = as_unsure_as["rocket"]  # there are classes that fit
unsure_raccoon = as_unsure_as["raccoon"]  # there is none
assert unsure_rocket > unsure_raccoon, "claim: spread-is-no-proof"

# %% values
raccoon_first, raccoon_share = top_five["raccoon"][0]
raccoon_second, raccoon_second_share = top_five["raccoon"][1]
dahlia_first, dahlia_share = top_five["dahlia"][0]
astronaut_first, astronaut_share = top_five["astronaut"][0]
astronaut_second, astronaut_second_share = top_five["astronaut"][1]
officer_first, officer_share = top_five["officer"][0]
officer_second = top_five["officer"][1][0]
officer_uniform = dict(top_five["officer"])["military uniform"]
rocket_first, rocket_share = top_five["rocket"][0]
temple_first, temple_share = top_five["temple"][0]
tripod_share = dict(top_five["photographer"])["tripod"]
espresso_share = dict(top_five["coffee"])["espresso"]
dahlia_unsure, tripod_unsure = (
    as_unsure_as[name] for name in ("dahlia", "photographer")
)

# %% gallery
ALTS = {
    "cat": "A cat's face, brown and grey, looking at you.",
    "coffee": "A cup of espresso on a saucer with a spoon.",
    "photographer": "Black and white: a man with a camera on a tripod.",
    "temple": "A Chinese tower of four storeys with curved roofs, by a lake.",
    "officer": "Grace Hopper, an old woman in naval uniform with a cap.",
    "rocket": "At night, a slender rocket stands between four masts.",
    "raccoon": "A raccoon among long green leaves.",
    "dahlia": "A round orange dahlia before dark green.",
    "astronaut": "Eileen Collins in an orange suit, her helmet beside her.",
}
gallery = [
    {
        "title": name,
        "alt": ALTS[name],
        "picture": for_page(photograph(name), 240),
        "bars": [[guess, round(share, 4)] for guess, share in five],
    }
    for name, five in top_five.items()
]
