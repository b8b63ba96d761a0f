"""Values: parsed, looked up, and formatted as prose shows numbers."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lessonkit.errors import LessonError
from lessonkit.page import values
from lessonkit.run.store import Entry

SCALARS = st.one_of(
    st.booleans(),
    st.integers(),
    st.integers(10**299, 10**300),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=50),
)
SPECS = st.one_of(
    st.text(max_size=8),
    st.from_regex(
        r"\A([^{}]?[<>=^])?[-+ ]?#?0?[0-9]{0,3}[,_]?(\.[0-9]{0,3})?[a-zA-Z%]?\Z"
    ),
)


@pytest.mark.parametrize(
    ("value", "spec", "shown"),
    [
        (61706, "", "61,706"),
        (9999, "", "9999"),
        (-61706, "", "−61,706"),
        (0, "", "0"),
        (1234, ",", "1,234"),
        (0.973333, "", "0.9733"),
        (97.0, "", "97"),
        (-0.5, "", "−0.5"),
        (3e-7, "", "3\u202f×\u202f10⁻⁷"),
        (0.9733, ".1%", "97.3\u202f%"),
        (-0.05, ".0%", "−5\u202f%"),
        (-0.5, "+.2f", "−0.50"),
        (0.5, "+.2f", "+0.50"),
        (True, "", "True"),
        ("setosa", "", "setosa"),
        ("a-b 5%", "", "a-b 5%"),
    ],
)
def test_numbers_are_shown_as_prose_shows_them(value, spec, shown):
    assert values.show(value, spec) == shown


@pytest.mark.parametrize(
    ("value", "spec"),
    [
        (0.5, "d"),
        ("word", ".1f"),
        (1, "no"),
        (10**400, ".2f"),
        (-1, "c"),
        (1, "1000000000"),
        (0.5, ".999999999f"),
        ("word", "999999999"),
    ],
    ids=range(8),
)
def test_a_format_that_does_not_fit_is_an_error_at_once(value, spec):
    with pytest.raises(LessonError):
        values.show(value, spec)


@given(value=SCALARS, spec=SPECS)
@example(value=10**300, spec="e")
@example(value=10**400, spec="%")
def test_any_value_in_any_format_is_text_or_an_error(value, spec):
    try:
        text = values.show(value, spec)
    except LessonError as error:
        assert "does not fit" in str(error)
    else:
        assert isinstance(text, str)
        assert "\x02" not in text


@given(value=st.one_of(st.integers(-(10**15), 10**15), st.floats(-1e15, 1e15)))
def test_what_is_shown_is_the_number_to_four_digits(value):
    text = values.show(value, "").replace("−", "-").replace(",", "")
    if "×" in text:
        text = text.replace("\u202f×\u202f10", "e")
        text = text.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    assert float(text) == pytest.approx(value, rel=1e-3)


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (" models/lenet5.parameters:, ", ("models/lenet5", "parameters", ",")),
        ("a.b", ("a", "b", "")),
        ("a.b:>10.2f", ("a", "b", ">10.2f")),
        ("a.b::>3", ("a", "b", ":>3")),
    ],
)
def test_an_expression_is_snippet_name_and_format(inside, expected):
    parsed = values.parse(inside)
    assert (parsed.snippet, parsed.name, parsed.spec) == expected


@given(inside=st.text(max_size=30))
def test_any_expression_is_parsed_or_an_error(inside):
    try:
        parsed = values.parse(inside)
    except LessonError as error:
        assert "is not a value" in str(error)
    else:
        assert parsed.name.isidentifier()


LEFT = {"networks": {"vgg16": {"layers": [13, 3]}, "2": "two", "none": None}, "n": 1}


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ("a.networks.vgg16.layers.0", 13),
        ("a.networks.vgg16.layers.-1:d", 3),
        ("a.networks.2", "two"),
        ("b/c.n:,", 1),
    ],
)
def test_a_path_leads_into_what_was_left(project, inside, found):
    asked = values.parse(inside)
    entry = project.fake(asked.snippet, **LEFT)
    assert values.look_up(entry, asked) == found


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("a.networks.vgg17", "no `vgg17` in `networks` of a. Did you mean `vgg16`?"),
        ("a.networks.vgg16.layers.2", "no `2` in `layers` in `vgg16` in `networks` of"),
        ("a.networks.vgg16.layers.x", "It is a list of 2; count from 0."),
        (
            "a.networks.vgg16",
            "is not a scalar. Name one in it, such as `networks.vgg16.l",
        ),
        ("a.networks.none", "`networks.none` of a is not a scalar"),
        ("a.n.m", "no `m` in `n` of a. It is one value and has no parts."),
        ("a.network", "no value `network` in a. Did you mean `networks`?"),
    ],
)
def test_a_path_that_leads_nowhere_says_where_it_ends(project, inside, said):
    entry = project.fake("a", **LEFT)
    with pytest.raises(LessonError) as error:
        values.look_up(entry, values.parse(inside))
    assert said in str(error.value)


@given(
    st.recursive(
        SCALARS,
        lambda part: (
            st.lists(part)
            | st.dictionaries(st.from_regex(r"[A-Za-z_]\w{0,4}", fullmatch=True), part)
        ),
        max_leaves=8,
    )
)
def test_every_scalar_has_a_path(left):
    """What can be named in prose is what Python's own subscripts reach."""
    entry = Entry("a", "", "", 0, 0, "", {}, [], data={"it": left})
    for path, scalar in _scalars(left):
        inside = ".".join(["a.it", *path])
        assert values.look_up(entry, values.parse(inside)) == scalar


def _scalars(thing, path=()):
    if isinstance(thing, dict):
        for key, part in thing.items():
            yield from _scalars(part, (*path, key))
    elif isinstance(thing, list):
        for number, part in enumerate(thing):
            yield from _scalars(part, (*path, str(number)))
    else:
        yield path, thing
