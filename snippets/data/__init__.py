"""The data that lessons read, from where `make data` put them."""
