"""A network that says yes to everything.

It should tell whether a flower is a setosa. One line is wrong.
"""

# %% data
import keras
from keras import layers
from sklearn.datasets import load_iris

iris = load_iris()
x_train, y_train = iris.data, (iris.target == 0).astype("float32")
keras.utils.set_random_seed(0)

# %% wrong
model = keras.Sequential(
    [
        keras.Input((4,)),
        layers.Dense(4, activation="relu"),
        layers.Dense(4, activation="relu"),
        layers.Dense(1, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss="binary_crossentropy")
history = model.fit(x_train, y_train, epochs=20, verbose=0)

# %% answers
answers = model.predict(x_train, verbose=0)
lowest = round(float(answers.min()), 6)  # up to the last bit
highest = round(float(answers.max()), 6)
setosas = int(y_train.sum())
print(f"answers from {lowest} to {highest}; {setosas} of 150 are setosas")
assert lowest == highest == 1
