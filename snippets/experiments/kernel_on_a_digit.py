"""Nine weights look at a digit.

One handwritten three of 8 × 8 pixels, and what a kernel answers at each of
the 6 × 6 places where it fits.
"""

# %% digit
import numpy as np
from sklearn.datasets import load_digits

digits = load_digits()
digit = digits.images[3].astype(int)  # a three; ink from 0 to 16
print(digit)

# %% kernels
kernels = {
    "upright edges": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "level edges": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "all nine alike": [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
    "only the middle": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
}

# %% one
row, column = 1, 1
patch = digit[row : row + 3, column : column + 3]
kernel = np.array(kernels["upright edges"])
answer = int((patch * kernel).sum())
print(patch * kernel)
print("added up:", answer)

# %% all
feature_map = [
    [int((digit[r : r + 3, c : c + 3] * kernel).sum()) for c in range(6)]
    for r in range(6)
]
for line in feature_map:
    print(" ".join(f"{number:4}" for number in line))

# %% picture
picture = digit.tolist()
multiplications = 9 * 6 * 6
assert feature_map[row][column] == answer
