"""Large files with names that mean more than themselves in `.gitattributes`."""

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients import digests, noise
from loopback_hub import commit
from loopback_hub.commit import Change, Index
from loopback_hub.repository import Repository

NAMES = [
    "a[1].bits", "[a-z].bits", "[attr]b.bits", "#c.bits", "c#.bits", "!d.bits",
    '"e".bits', 'e".bits', "f\\g.bits", "f\\", "h\ti.bits", " j k.bits ", "*.bits",
    "?.bits", "**", "~l.bits", "-m.bits", ":n.bits", "%20o.bits", "p&q=r+s.bits",
    "größe, 第.bits", "in [a]/#b/!c d.bits", "$HOME.bits", "{t,u}.bits",
]  # fmt: skip
# what .gitattributes, C quotes, shells and addresses treat in ways of their own
marks = st.sampled_from(" \t\r\n\v\\\"'#!*?[]^-/.:{}~%aBß")
names = (
    st.text(marks, min_size=1, max_size=12)
    .map(lambda text: "/".join(p for p in text.split("/") if p.strip(".")))
    .filter(bool)
)


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """An empty repository, without a server."""
    made = Repository(tmp_path_factory.mktemp("names") / "git", "models", "a/b")
    made.create({"private": False})
    return made


def alike(path):
    """Return what one rule cannot tell apart: blanks; a bare name in any folder."""
    return re.sub(r"[ \t\r\n]", " ", path)


@given(st.lists(names, min_size=1, max_size=4), st.lists(names, max_size=8))
def test_git_sends_these_files_to_the_storage_and_no_others(repository, large, others):
    with tempfile.TemporaryDirectory() as folder:
        index = Index(repository, Path(folder) / "index")
        index.put(".gitattributes", commit.rules(large))
        found = index.ruled([*large, *others])
    ruled = {alike(path) for path in large}
    bare = {path for path in ruled if "/" not in path}
    assert found == {
        path
        for path in [*large, *others]
        if alike(path) in ruled or alike(path).rpartition("/")[2] in bare
    }


def test_each_name_gets_one_rule_though_another_holds_for_it_too(repository):
    change = Change({name: b"" for name in NAMES}, large=NAMES)
    made = commit.commit(repository, "main", change, "All")
    kept = repository.entry(made, ".gitattributes")
    assert repository.blob(kept.oid) == commit.rules(NAMES)


def test_a_clone_has_bytes_whatever_the_names_are(client):
    for seed, name in enumerate(NAMES):
        client.write(f"model/{name}", noise(2000, seed))
    client.do("hf upload reader/lenet model .")
    client.do(f"git clone -q {client.hub.endpoint}/reader/lenet clone")
    cloned = digests(client.folder / "clone")
    del cloned[".gitattributes"]
    assert cloned == digests(client.folder / "model")
    assert client.do("git status --porcelain", cwd="clone") == ""
    client.do("hf download reader/lenet --local-dir down")
    down = digests(client.folder / "down")
    del down[".gitattributes"]
    assert down == cloned


def test_what_is_pushed_under_such_names_comes_down_again(client):
    client.do("hf repos create reader/lenet")
    client.do(f"git clone -q {client.hub.endpoint}/reader/lenet clone")
    for seed, name in enumerate(NAMES):
        client.write(f"clone/{name}", noise(2000, seed))
    client.do("git lfs track *", cwd="clone")
    client.do("git add .", cwd="clone")
    client.do("git commit -qm Names", cwd="clone")
    client.do("git push -q", cwd="clone")
    client.do("hf download reader/lenet --local-dir down")
    assert digests(client.folder / "down") == digests(client.folder / "clone")
