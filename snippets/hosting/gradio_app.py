"""A web app around the model, and a program that asks it.

Needs gradio: `pip install -r requirements-hosting.txt`. On a Gradio Space,
the cell `app` is the file `app.py`. Imports from this repository:
`digits_lenet5`, which trains the network.
"""
# time limit: 300 s

# %% train
import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # it would report each start

import gradio as gr
import numpy as np
from gradio_client import Client, handle_file
from PIL import Image

from snippets.hosting import digits_lenet5

x_train, x_test, y_train, y_test = digits_lenet5.images_and_labels()
model = digits_lenet5.train(x_train, y_train)


# %% app
def read(picture):
    """Return the probability of each digit; `picture` is grey, 0 to 255."""
    image = Image.fromarray(picture).resize((32, 32))
    ink = np.array(image, "float32")[None, ..., None] / 255
    probabilities = model.predict(ink, verbose=0)[0]
    return {str(digit): float(p) for digit, p in enumerate(probabilities)}


app = gr.Interface(
    read,
    inputs=gr.Image(image_mode="L", label="a digit, white on black"),
    outputs=gr.Label(num_top_classes=3),
    title="LeNet-5 reads a digit",
    api_name="read",
)

# %% launch
_, address, _ = app.launch(prevent_thread_lock=True, quiet=True, inline=False)

# %% ask
first = x_test[0, ..., 0]
Image.fromarray((255 * first).astype("uint8")).save("digit.png")

client = Client(address, verbose=False)
answer = client.predict(handle_file("digit.png"), api_name="/read")
print("it is a", y_test[0], "and the app says", answer["label"])
for guess in answer["confidences"]:
    print(f"{guess['label']}  {guess['confidence']:.1%}")
app.close(verbose=False)
assert answer["label"] == str(y_test[0])
