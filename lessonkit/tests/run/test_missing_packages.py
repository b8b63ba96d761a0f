"""A package that is not there: which file of the course brings it."""

import pytest


@pytest.mark.parametrize(
    ("module", "files", "remedy"),
    [
        ("astro", {"requirements.txt": "astro>=1\n"}, "-r requirements.txt`."),
        (
            "no_such",
            {"requirements.txt": "numpy\n", "requirements-gpu.txt": "No-such==2\n"},
            "-r requirements-gpu.txt`.",
        ),
        (
            "astro",
            {"requirements.txt": "astropy\n"},
            "-r requirements.txt`, or add the one that brings `astro`.",
        ),
        ("astro", {}, "-r requirements.txt`, or add the one that brings `astro`."),
    ],
)
def test_the_file_that_names_it_is_named(project, module, files, remedy):
    for name, text in files.items():
        project.write(name, text)
    project.snippet("deep/er/a", f"import {module}")
    error = str(project.run()["deep/er/a"].error)
    assert "snippets/deep/er/a.py:5: ModuleNotFoundError" in error
    assert f"Install the packages: `pip install {remedy}" in error
