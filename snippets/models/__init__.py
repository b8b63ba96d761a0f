"""The networks of the lessons; each file has its `build_` functions."""
