"""Two tables of scikit-learn for Python in the page, where it is too large."""
