"""Questions as QTI 2.1 and 3.0: a zip with a manifest, an item for each question.

Source: 1EdTech, Question and Test Interoperability, versions 2.1 (2012) and 3.0 (2022).
Both say the same with other names: `choiceInteraction` has become
`qti-choice-interaction`, and `responseIdentifier` `response-identifier`.
"""

from __future__ import annotations

import hashlib
import html
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from lessonkit.site.teaching.asked import Answer, Asked, Bank
from lessonkit.site.teaching.markup import file_of, simple, text_of

_MANIFEST = "http://www.imsglobal.org/xsd/"
_NAMESPACE = {
    "qti2": "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "qti3": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
}
_SCHEMA = {
    "qti2": "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
    "qti3": "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
}
_PACKAGE = {
    "qti2": ("imscp_v1p1", "QTIv2.1 Package", "1.0", "imsqti_item_xmlv2p1"),
    "qti3": ("qti/qtiv3p0/imscp_v1p1", "QTI Package", "3.0.0", "imsqti_item_xmlv3p0"),
}
_DAY = (1980, 1, 1, 0, 0, 0)  # the same file of the same questions
# HTML of an item has no `b` and no `i` in 2.1's content model that every reader takes
_HTML = re.compile(r"<(/?)(b|i)>")


@dataclass
class _Package:
    """What goes into a zip."""

    version: str
    bank: Bank
    files: dict[str, bytes] = field(default_factory=dict)

    def picture(self, address: str) -> str:
        """Take a picture along; return where it lies beside the items."""
        if address.startswith("data:"):
            return address
        path = file_of(address, self.bank.url, self.bank.site)
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()[:12]
        name = f"pictures/{digest}{path.suffix}"
        self.files[name] = content
        return name

    def html(self, markup: str) -> str:
        """Return markup as an item may hold it."""
        plain = simple(markup, self.picture)
        return _HTML.sub(
            lambda m: f"<{m[1]}{'strong' if m[2] == 'b' else 'em'}>", plain
        )


def qti(bank: Bank, version: str) -> bytes:
    """Return the zip.

    Args:
        bank: The questions.
        version: `qti2` or `qti3`.
    """
    package = _Package(version, bank)
    items = {}
    for question in bank.questions:
        text = _item(question, package)
        items[f"{question.name}.xml"] = text
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in _contents(package, items):
            packed.writestr(zipfile.ZipInfo(name, _DAY), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _contents(
    package: _Package, items: dict[str, str]
) -> Iterable[tuple[str, str | bytes]]:
    yield "imsmanifest.xml", _manifest(package, items)
    yield from items.items()
    yield from sorted(package.files.items())


def _manifest(package: _Package, items: dict[str, str]) -> str:
    space, schema, number, kind = _PACKAGE[package.version]
    name = package.bank.name
    resources = "".join(
        f'<resource identifier="{name}-{Path(file).stem}" type="{kind}" href="{file}">'
        f'<file href="{file}"/>{_files(package, text)}</resource>'
        for file, text in items.items()
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest'
        f' xmlns="{_MANIFEST}{space}" identifier="{name}">'
        f"<metadata><schema>{schema}</schema><schemaversion>{number}</schemaversion>"
        f"</metadata><organizations/><resources>{resources}</resources></manifest>\n"
    )


def _files(package: _Package, text: str) -> str:
    used = (name for name in sorted(package.files) if f'"{name}"' in text)
    return "".join(f'<file href="{name}"/>' for name in used)


def _item(question: Asked, package: _Package) -> str:
    """Write an item in the names of 2.1, and in those of 3.0 if wanted."""
    make = {"number": _number, "order": _order}.get(question.kind, _choice)
    declared, asked, judged, said = make(question, package)
    title = html.escape(f"{package.bank.title}: {text_of(question.section)}")
    space, schema = _NAMESPACE[package.version], _SCHEMA[package.version]
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<assessmentItem xmlns="{space}"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f' xsi:schemaLocation="{space} {schema}"'
        f' identifier="{package.bank.name}-{question.name}" title="{title}"'
        ' adaptive="false" timeDependent="false">'
        f"{declared}{_outcomes()}<itemBody>{asked}</itemBody>"
        f"<responseProcessing>{judged}</responseProcessing>{said}</assessmentItem>\n"
    )
    return _as_three(text) if package.version == "qti3" else text


def _outcomes() -> str:
    return (
        '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float">'
        "<defaultValue><value>0</value></defaultValue></outcomeDeclaration>"
        '<outcomeDeclaration identifier="FEEDBACK" cardinality="multiple"'
        ' baseType="identifier"/>'
    )


_Parts = tuple[str, str, str, str]


def _declared(cardinality: str, kind: str, values: Iterable[str]) -> str:
    right = "".join(f"<value>{value}</value>" for value in values)
    return (
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}"'
        f' baseType="{kind}"><correctResponse>{right}</correctResponse>'
        "</responseDeclaration>"
    )


def _choice(question: Asked, package: _Package) -> _Parts:
    """One or several of some answers; a line of code is one of its lines."""
    choices = _choices(question, package)
    several = question.kind == "several"
    mixes = "false" if question.code else "true"  # lines of code have an order
    right = [name for name, _, answer in choices if answer.right]
    declared = _declared("multiple" if several else "single", "identifier", right)
    listed = "".join(
        f'<simpleChoice identifier="{name}">{text}</simpleChoice>'
        for name, text, _ in choices
    )
    code = f"<pre><code>{_code(question)}</code></pre>" if question.code else ""
    asked = (
        f'{code}<choiceInteraction responseIdentifier="RESPONSE" shuffle="{mixes}"'
        f' maxChoices="{0 if several else 1}"><prompt>{package.html(question.prompt)}'
        f"</prompt>{listed}</choiceInteraction>"
    )
    tell = (
        '<setOutcomeValue identifier="FEEDBACK">'
        + (
            '<variable identifier="RESPONSE"/>'
            if several
            else '<multiple><variable identifier="RESPONSE"/></multiple>'
        )
        + "</setOutcomeValue>"
    )
    said = "".join(
        _feedback(name, answer.feedback, package) for name, _, answer in choices
    )
    return declared, asked, _match() + tell, said


def _choices(question: Asked, package: _Package) -> list[tuple[str, str, Answer]]:
    """Name each choice; return its text and the answer that judges it."""
    if question.kind != "line":
        return [
            (f"A{number}", package.html(answer.text), answer)
            for number, answer in enumerate(question.answers, 1)
        ]
    known = {answer.line: answer for answer in question.answers if answer.line}
    rest = next(answer for answer in question.answers if not answer.line)
    return [
        (f"A{number}", f"Line {number}", known.get(number, rest))
        for number, text in enumerate(question.code, 1)
        if text.strip()
    ]


def _code(question: Asked) -> str:
    return "\n".join(
        f"{number:2}  {html.escape(text.rstrip(), quote=False)}"
        for number, text in enumerate(question.code, 1)
    )


def _match() -> str:
    return (
        '<responseCondition><responseIf><match><variable identifier="RESPONSE"/>'
        '<correct identifier="RESPONSE"/></match><setOutcomeValue identifier="SCORE">'
        '<baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf>'
        "</responseCondition>"
    )


def _number(question: Asked, package: _Package) -> _Parts:
    """A number to type; each that was foreseen has its tolerance and its feedback."""
    # a single response has a single right one; the branches below know the others
    right = [answer.number for answer in question.answers if answer.right][:1]
    asked = (
        f"<p>{package.html(question.prompt)}"
        ' <textEntryInteraction responseIdentifier="RESPONSE" expectedLength="12"/></p>'
    )
    branches, said = [], ""
    for number, answer in enumerate(question.answers, 1):
        name = f"A{number}"
        said += _feedback(name, answer.feedback, package)
        if answer.number:
            branches.append((_near(answer), _outcome(name, answer.right)))
    rest = next(n for n, a in enumerate(question.answers, 1) if not a.number)
    judged = "".join(
        f"<{tag}>{test}{outcome}</{tag}>"
        for tag, (test, outcome) in zip(
            ["responseIf", *["responseElseIf"] * len(branches)], branches, strict=False
        )
    )
    otherwise = f"<responseElse>{_outcome(f'A{rest}', False)}</responseElse>"
    judged = f"<responseCondition>{judged}{otherwise}</responseCondition>"
    return _declared("single", "float", right), asked, judged, said


def _near(answer: Answer) -> str:
    """Test whether a number is as near as the author allows."""
    room = float(answer.tolerance or 0) or abs(float(answer.number)) * 1e-9
    low, high = float(answer.number) - room, float(answer.number) + room
    return (
        '<and><gte><variable identifier="RESPONSE"/>'
        f'<baseValue baseType="float">{low!r}</baseValue></gte>'
        '<lte><variable identifier="RESPONSE"/>'
        f'<baseValue baseType="float">{high!r}</baseValue></lte></and>'
    )


def _outcome(name: str, right: bool) -> str:
    told = (
        '<setOutcomeValue identifier="FEEDBACK"><multiple>'
        f'<baseValue baseType="identifier">{name}</baseValue></multiple>'
        "</setOutcomeValue>"
    )
    score = (
        '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue>'
        "</setOutcomeValue>"
    )
    return score * right + told


def _order(question: Asked, package: _Package) -> _Parts:
    """Steps to put in order; which one is wrong is said of all together."""
    names = [f"A{number}" for number in range(1, len(question.answers) + 1)]
    listed = "".join(
        f'<simpleChoice identifier="{names[n]}">'
        f"{package.html(question.answers[n].text)}</simpleChoice>"
        for n in question.mixed
    )
    asked = (
        '<orderInteraction responseIdentifier="RESPONSE" shuffle="false">'
        f"<prompt>{package.html(question.prompt)}</prompt>{listed}</orderInteraction>"
    )
    told = "".join(f"<li>{a.text}{a.feedback}</li>" for a in question.answers)
    said = _feedback("ALL", f"<ol>{told}</ol>", package)
    judged = _match() + _outcome("ALL", False)
    return _declared("ordered", "identifier", names), asked, judged, said


def _feedback(name: str, markup: str, package: _Package) -> str:
    body = package.html(markup)
    return (
        '<modalFeedback outcomeIdentifier="FEEDBACK" showHide="show"'
        f' identifier="{name}">{body}</modalFeedback>'
    )


# elements of 2.1 that have another name in 3.0, and attributes; HTML keeps its own
_ELEMENT = re.compile(
    r"<(/?)(assessmentItem|responseDeclaration|correctResponse|value|outcomeDeclaration"
    r"|defaultValue|itemBody|choiceInteraction|simpleChoice|prompt|textEntryInteraction"
    r"|orderInteraction|responseProcessing|responseCondition|responseIf|responseElseIf"
    r"|responseElse|match|variable|correct|setOutcomeValue|baseValue|multiple|and|gte"
    r"|lte|modalFeedback)(?=[ />])([^>]*)>"
)
_ATTRIBUTE = re.compile(r"(?<= )([a-z]+[A-Z]\w*)(?==\")")


def _as_three(text: str) -> str:
    """Rename the elements and attributes of 2.1 for 3.0."""

    def renamed(tag: re.Match[str]) -> str:
        attributes = _ATTRIBUTE.sub(lambda m: _dashed(m[1]), tag[3])
        return f"<{tag[1]}qti-{_dashed(tag[2])}{attributes}>"

    return _wrapped(_ELEMENT.sub(renamed, text))


def _dashed(name: str) -> str:
    return re.sub(r"[A-Z]", lambda letter: f"-{letter[0].lower()}", name)


def _wrapped(text: str) -> str:
    """Put the content of feedback into the body that 3.0 wants."""
    text = re.sub(r"(<qti-modal-feedback[^>]*>)", r"\1<qti-content-body>", text)
    return text.replace(
        "</qti-modal-feedback>", "</qti-content-body></qti-modal-feedback>"
    )
