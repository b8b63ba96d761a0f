"""Spaces: a static one is served as it is; others the test Hub only stores."""

import urllib.error
import urllib.request

import pytest

from clients import noise


def fetch(url: str, **headers: str):
    """Return status, headers and body of an address, as a browser gets them."""
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.fixture
def space(client):
    """A computer that has published the static Space reader/playground."""
    client.do("hf repos create reader/playground --type space --space-sdk static")
    client.write("site/index.html", "<!doctype html><title>Playground</title>")
    client.write("site/assets/weights.bin", noise(200_000, 1))
    client.do("hf upload reader/playground site . --type space")
    return client


def test_a_static_space_is_a_page(space):
    base = f"{space.hub.endpoint}/static/reader/playground/"
    status, headers, body = fetch(base)
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert body == space.read("site/index.html")
    status, headers, body = fetch(f"{base}assets/weights.bin")
    assert (status, body) == (200, noise(200_000, 1))
    assert fetch(f"{base}nothing.html")[0] == 404


def test_a_space_has_a_card_that_names_its_sdk(space):
    told = space.python(
        """
        print(api.space_info("reader/playground").sdk)
        print(open(hf_hub_download("reader/playground", "README.md",
                                   repo_type="space")).read())
        """
    )
    assert told.startswith("static\n---\ntitle: playground\nsdk: static\n")


def test_a_card_without_an_sdk_is_refused(space):
    space.write("bad/README.md", "---\ntitle: Mine\n---\n")
    told = space.refused("hf upload reader/playground bad . --type space")
    assert '- "sdk" must be one of [gradio, docker, static]' in told


def test_a_gradio_space_is_stored_and_not_run(client):
    client.do("hf repos create reader/app --type space --space-sdk gradio")
    client.write("app/app.py", "import gradio\n")
    client.do("hf upload reader/app app . --type space")
    client.do(f"git clone -q {client.hub.endpoint}/spaces/reader/app clone")
    assert client.read("clone/app.py") == client.read("app/app.py")
    status, _, body = fetch(f"{client.hub.endpoint}/static/reader/app/")
    assert status == 404 and b"no Space but static ones" in body


def test_ranges_of_files_large_and_small(space):
    base = f"{space.hub.endpoint}/spaces/reader/playground/resolve/main"
    for name in ("index.html", "assets/weights.bin"):
        whole = space.read(f"site/{name}")
        for asked, told, part in (
            ("bytes=5-9", "bytes 5-9", whole[5:10]),
            ("bytes=30-", f"bytes 30-{len(whole) - 1}", whole[30:]),
        ):
            status, headers, body = fetch(f"{base}/{name}", Range=asked)
            assert (status, body) == (206, part)
            assert headers["Content-Range"] == f"{told}/{len(whole)}"
        behind = f"bytes={len(whole)}-"
        assert fetch(f"{base}/{name}", Range=behind)[0] == 416


def test_what_a_file_says_before_it_is_fetched(space):
    head = space.python(
        """
        from huggingface_hub.utils import get_session
        url = hf_hub_url("reader/playground", "assets/weights.bin", repo_type="space")
        answer = get_session().head(url, follow_redirects=False)
        for name, value in answer.headers.items():
            print(f"{name}: {value}")
        """
    )
    said = dict(line.split(": ", 1) for line in head.splitlines())
    assert said["x-linked-size"] == "200000"
    assert len(said["x-linked-etag"]) == 66 and len(said["x-xet-hash"]) == 64
    assert said["location"].startswith(space.hub.storage)
    assert len(said["x-repo-commit"]) == 40
