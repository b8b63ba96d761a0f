"""The 4-4-4-3 network of the first lesson, trained for the playground.

Data and training are those of `train_iris_ann`; what the page needs is left
at module level.
"""

# %% train
import keras
import numpy as np
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)
iris = load_iris()
learned, held_out = train_test_split(
    np.arange(150), test_size=0.5, stratify=iris.target, random_state=0
)
mean = iris.data[learned].mean(axis=0)
spread = iris.data[learned].std(axis=0)
inputs = ((iris.data - mean) / spread).astype("float32")
targets = keras.utils.to_categorical(iris.target)

model = keras.Sequential(
    [
        keras.Input((4,)),
        keras.layers.Dense(4, activation="relu", name="hidden_1"),
        keras.layers.Dense(4, activation="relu", name="hidden_2"),
        keras.layers.Dense(3, activation="sigmoid", name="species"),
    ]
)
model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy")
model.fit(inputs[learned], targets[learned], 15, epochs=100, verbose=0)

answers = model.predict(inputs, verbose=0)
right = answers.argmax(axis=1) == iris.target
held_out_count = len(held_out)
held_out_right = int(right[held_out].sum())
print(f"{held_out_right} of {held_out_count} held-out flowers named rightly")

# %% carry
net = {
    "activation": "relu",
    "layers": [
        {
            "weights": layer.kernel.numpy().round(5).tolist(),
            "biases": layer.bias.numpy().round(5).tolist(),
        }
        for layer in model.layers
    ],
}
flowers = [
    [*map(float, flower), int(species)]
    for flower, species in zip(iris.data, iris.target, strict=True)
]
names = ["sepal length", "sepal width", "petal length", "petal width"]
species = [str(name) for name in iris.target_names]
held_out = sorted(map(int, held_out))
mean, spread = mean.round(5).tolist(), spread.round(5).tolist()
keras_answers = answers.round(6).tolist()  # for the test in the browser

# %% lonely
# a flower farther from all others than the loneliest is unlike the data
apart = np.linalg.norm(inputs[:, None] - inputs, axis=-1)
apart[np.arange(150), np.arange(150)] = np.inf
farthest = float(apart.min(axis=1).max())
print(f"the loneliest flower is {farthest:.2f} from its nearest neighbour")
