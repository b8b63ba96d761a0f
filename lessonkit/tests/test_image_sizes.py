"""A picture has its size before it is decoded: as Chromium then finds it."""

import base64
import io
import re
import struct
import zlib

import pytest
from PIL import ExifTags, Image, PngImagePlugin

from test_markdown import shown

SVG = '<svg xmlns="http://www.w3.org/2000/svg" %s><rect width="9" height="9"/></svg>'


@pytest.mark.parametrize(
    "attributes",
    [
        'width="40" height="30"', 'width="40px" height="30px" viewBox="0 0 4 3"',
        'width="3pt" height="6pt"', 'width="2in" height="1cm"',
        'width=" 1e2 " height="5mm"',
        'viewBox="0 0 40 30"', 'viewBox="-5,-5,40.4,30"',
        'width="100%" viewBox="0 0 8 4"',
        'width="40"', 'height="30" viewBox="0 0 4 3"', 'width="2em" height="1em"', "",
        'width="0" height="0"', 'width="-4" height="3"', 'viewBox="0 0 none"',
        'width="nan" height="1"', 'width="1e999" height="1"',
    ],
)  # fmt: skip
def test_the_size_of_an_svg_is_that_of_the_browser_or_left_to_it(
    project, browser, attributes
):
    """Chromium is the oracle: with our size or without, the picture is as large."""
    project.fake("e/drawn", [shown({"image/svg+xml": SVG % attributes})])
    page = project.render("/// output | e/drawn#c\n    alt: A dot.\n\nA dot.\n///\n")
    (image,) = re.findall("<img[^>]*>", page)
    shape = "img => [img.naturalWidth, img.naturalHeight, img.width, img.height]"
    opened = browser.new_page()
    opened.set_content(image.replace('loading="lazy"', ""))
    found = opened.locator("img")
    found.evaluate("img => img.decode().catch(() => null)")
    natural_width, natural_height, width, height = found.evaluate(shape)
    opened.close()
    if " width=" in image and "viewBox" not in attributes:
        assert abs(width - natural_width) <= 1 and abs(height - natural_height) <= 1
    elif " width=" in image:  # a browser knows no more than its proportions
        assert abs(width / height - natural_width / natural_height) < 0.05
    else:
        assert not re.fullmatch(r'width="[1-9]\d*" height="[1-9]\d*"', attributes)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("turned", [1, 6])
def test_a_picture_has_the_size_in_which_it_is_shown(project, browser, form, turned):
    kept, exif = io.BytesIO(), Image.Exif()
    exif[ExifTags.Base.Orientation] = turned
    Image.new("RGB", (40, 30)).save(kept, form, exif=exif)
    data = base64.b64encode(kept.getvalue()).decode()
    project.fake("e/photo", [shown({f"image/{form.lower()}": data})])
    page = project.render("/// output | e/photo#c\n    alt: Dark.\n\nDark.\n///\n")
    (image,) = re.findall("<img[^>]*>", page)
    told = [int(n) for n in re.findall(r' (?:width|height)="(\d+)"', image)]
    opened = browser.new_page()
    opened.set_content(image.replace('loading="lazy"', ""))
    opened.locator("img").evaluate("img => img.decode()")
    shape = "img => [img.naturalWidth, img.naturalHeight]"
    unknown = form == "WEBP" and turned != 1  # browsers do not agree
    assert told == ([] if unknown else opened.locator("img").evaluate(shape))
    opened.close()


def test_what_follows_the_pixels_turns_no_picture_and_none_is_decoded(
    project, browser, monkeypatch
):
    kept, exif = io.BytesIO(), Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    Image.new("RGB", (40, 30)).save(kept, "PNG")
    part = b"eXIf" + exif.tobytes().removeprefix(b"Exif\0\0")
    chunk = struct.pack(">I", len(part) - 4) + part
    chunk += struct.pack(">I", zlib.crc32(part))
    file = kept.getvalue()[:-12] + chunk + kept.getvalue()[-12:]  # before its end
    opened = browser.new_page()
    data = base64.b64encode(file).decode()
    opened.set_content(f'<img src="data:image/png;base64,{data}">')
    opened.locator("img").evaluate("img => img.decode()")
    shape = "img => [img.naturalWidth, img.naturalHeight]"
    assert opened.locator("img").evaluate(shape) == [40, 30]
    opened.close()
    png = PngImagePlugin.PngImageFile
    monkeypatch.setattr(png, "load", lambda _: pytest.fail("decoded"))
    project.fake("e/late", [shown({"image/png": data})])
    page = project.render("/// output | e/late#c\n    alt: Dark.\n\nDark.\n///\n")
    assert 'width="40" height="30"' in page
