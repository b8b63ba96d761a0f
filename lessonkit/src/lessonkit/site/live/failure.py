"""What a server shows in the place of a page that cannot be rendered."""

from __future__ import annotations

import html

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>This page cannot be shown</title>
<style>
body {{ font: 1rem/1.6 system-ui, sans-serif; max-width: 44rem; margin: 4rem auto;
       padding: 0 1rem }}
pre {{ white-space: pre-wrap; border: 1px solid; border-radius: 4px; padding: 1rem }}
</style>
</head>
<body>
<h1>This page cannot be shown</h1>
<pre>{said}</pre>
<p>The terminal may say more. Once the file is mended and saved, the page comes up
here by itself.</p>
</body>
</html>
"""


def page(said: str) -> bytes:
    """Return a page that says what is wrong."""
    return _PAGE.format(said=html.escape(said)).encode()
