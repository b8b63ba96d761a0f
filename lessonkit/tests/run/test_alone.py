"""A cell with what it needs, from its own file and from others of the project."""

from __future__ import annotations

from lessonkit.run.alone import Alone, alone
from small_course import Small

USES = """\
    # %% imports
    import math

    from snippets.helpers.circle import area

    # %% use
    print(area(2) + math.pi)
"""
CIRCLE = '''\
"""Circles."""

import math

from snippets.helpers.square import square

SCALE = 1.0


def area(radius):
    """Return the area of a circle."""
    return SCALE * math.pi * square(radius)


def unused():
    """Come along with nobody."""


if __name__ == "__main__":
    SCALE = 2.0
'''
SQUARE = "def square(x):\n    return x * x\n"


def copied(project: Small, code: str, circle: str = CIRCLE) -> Alone:
    """Return what is copied of the last cell of a snippet that uses a helper."""
    for name in ("snippets", "snippets/helpers"):
        project.write(f"{name}/__init__.py", "")
    project.write("snippets/helpers/square.py", SQUARE)
    project.write("snippets/helpers/circle.py", circle)
    found = project.snippet("e/use", code)
    return alone(project.paths, found, found.code[-1])


def test_what_is_imported_from_the_project_takes_the_place_of_the_import(
    project: Small,
) -> None:
    copy = copied(project, USES)
    assert copy.files == ()
    assert copy.text.count("import") == copy.text.count("import math") == 1
    assert "unused" not in copy.text and "__main__" not in copy.text
    wanted = ["import math", "def square(x):", "SCALE = 1.0", "def area(radius):"]
    places = [copy.text.index(line) for line in [*wanted, "print(area(2)"]]
    assert places == sorted(places)
    exec(compile(copy.text, "copy", "exec"), {})


def test_a_name_that_two_files_use_for_different_things_stays_imported(
    project: Small,
) -> None:
    above = USES.replace("import math", "import math\n\n    SCALE = 3", 1)
    copy = copied(project, above)  # nobody needs this one
    assert copy.files == ()
    copy = copied(project, above.replace("math.pi)", "SCALE)"))
    assert "from snippets.helpers.circle import area" in copy.text
    assert copy.files == ("snippets/helpers/circle.py", "snippets/helpers/square.py")


def test_a_builtin_is_not_hidden_by_what_comes_along(project: Small) -> None:
    hides = CIRCLE.replace("SCALE", "max")
    copy = copied(project, USES.replace("math.pi)", "max(1, 2))"), hides)
    assert "from snippets.helpers.circle import area" in copy.text


def test_a_module_that_is_used_as_such_stays_imported(project: Small) -> None:
    code = USES.replace("circle import area", "helpers import circle").replace(
        "helpers.helpers", "helpers"
    )
    copy = copied(project, code.replace("area(2)", "circle.area(2)"))
    assert "from snippets.helpers import circle" in copy.text
    assert copy.files == ("snippets/helpers/circle.py", "snippets/helpers/square.py")


def test_a_helper_that_reads_beside_itself_stays_imported(project: Small) -> None:
    reads = CIRCLE.replace("SCALE = 1.0", "SCALE = float(len(__file__) > 0)")
    copy = copied(project, USES, reads)
    assert copy.files and not copy.beside


def test_a_snippet_that_reads_beside_itself_says_so(project: Small) -> None:
    found = project.snippet("e/reads", "print(len(open(__file__).read()))")
    assert alone(project.paths, found, found.code[0]).beside


def test_a_function_that_needs_a_later_cell_says_so(project: Small) -> None:
    code = "# %% a\ndef f():\n    return g()\n\n# %% b\ndef g():\n    return 1\n"
    found = project.snippet("e/later", code)
    first, second = (alone(project.paths, found, cell) for cell in found.code)
    assert first.later == ("g",) and second.later == ()


def test_an_import_further_down_does_not_count_as_there(project: Small) -> None:
    code = USES.replace("    import math\n\n", "").replace(
        "    print(", "    import math\n    print("
    )
    copy = copied(project, code)
    first = copy.text.index("import math")
    assert first < copy.text.index("def area(radius):")
    exec(compile(copy.text, "copy", "exec"), {})


def test_a_package_that_does_something_is_named(project: Small) -> None:
    doubles = "def double(x):\n    return 2 * x\n"
    project.write("snippets/e/doubles/__init__.py", doubles)
    project.write("snippets/e/silent/__init__.py", '"""Say nothing."""\n')
    code = "import silent\nfrom doubles import double\nprint(double(2), silent)\n"
    found = project.snippet("e/use", code)
    copy = alone(project.paths, found, found.code[0])
    assert copy.files == ("snippets/e/doubles/__init__.py",)
