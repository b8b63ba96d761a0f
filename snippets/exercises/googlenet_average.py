"""Average, then decide; or decide everywhere, then average: the same."""

# %% solution
import keras
import numpy as np

keras.utils.set_random_seed(0)
rng = np.random.default_rng(0)
maps = rng.random((1, 7, 7, 1024), "float32")
dense = keras.layers.Dense(1000)

averaged_first = np.asarray(dense(maps.mean(axis=(1, 2))))[0]
everywhere = np.asarray(dense(maps))  # the same weights at each place
averaged_last = everywhere[0].mean(axis=(0, 1))

difference = float(np.abs(averaged_first - averaged_last).max())
print("answers everywhere:", everywhere.shape[1:])
print(f"largest difference: {difference:.0e}")
assert difference < 1e-4
