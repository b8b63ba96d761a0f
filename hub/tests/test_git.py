"""Git's side: what a push may bring, who may push, and how to mend a refused one."""

import shutil

import pytest

from clients import Client, asked, digests, noise
from loopback_hub import Hub


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """The folder of a Hub with an empty reader/lenet."""
    root = tmp_path_factory.mktemp("empty")
    with Hub(root / "hub") as hub:
        Client(hub, root / "client").do("hf repos create reader/lenet")
    return root / "hub"


@pytest.fixture
def hub(empty, tmp_path):
    """A copy of it."""
    shutil.copytree(empty, tmp_path / "hub")
    with Hub(tmp_path / "hub") as made:
        yield made


@pytest.fixture
def client(hub, tmp_path):
    """A computer with a clone of the empty `reader/lenet` in its folder `clone`."""
    made = Client(hub, tmp_path / "client")
    made.do(f"git clone -q {hub.endpoint}/reader/lenet clone")
    return made


def commit(client, **files):
    """Write files (`_` in a name stands for a dot) and commit them."""
    for name, content in files.items():
        client.write(f"clone/{name.replace('_', '.')}", content)
    client.do("git add .", cwd="clone")
    client.do("git commit -qm Files", cwd="clone")


def test_a_binary_file_is_refused_until_lfs_has_it(client):
    commit(client, photo_raw=noise(1_500_000, 1))  # so large that it comes chunked
    told = client.refused("git push", cwd="clone")
    for words in (
        "remote: Your push was rejected because it contains binary files.",
        "remote: Please use https://huggingface.co/docs/hub/xet to store binary files.",
        "remote: - photo.raw (ref: refs/heads/main)",
        "! [remote rejected] main -> main (pre-receive hook declined)",
    ):
        assert words in told

    client.do("git lfs migrate import --include=*.raw --yes", cwd="clone")
    client.do("git lfs checkout", cwd="clone")  # else only the pointer lies there
    client.do("git push -q", cwd="clone")
    assert client.do("git lfs ls-files", cwd="clone").endswith(" * photo.raw\n")
    assert client.read("clone/photo.raw") == noise(1_500_000, 1)
    client.do("hf download reader/lenet --local-dir down")
    assert digests(client.folder / "down") == digests(client.folder / "clone")


def test_a_file_over_ten_mebibytes_is_refused_even_as_text(client):
    commit(client, table_csv="1,2,3,4\n" * (11 << 17))
    told = client.refused("git push", cwd="clone")
    assert "because it contains files larger than 10 MiB." in told
    assert "remote: - table.csv (ref: refs/heads/main)" in told


def test_text_needs_no_lfs(client):
    commit(client, table_csv="größe,2,3,4\n" * 100_000)
    client.do("git push -q", cwd="clone")
    assert not asked(client.hub, "PUT")


def test_a_pointer_without_its_bytes_is_refused(client):
    commit(client, model_bin=noise(1000, 1))
    told = client.refused("git push --no-verify", cwd="clone")
    assert "an LFS pointer pointed to a file that does not exist." in told
    client.do("git push -q", cwd="clone")


def test_who_may_push(client):
    commit(client, a_txt="a")
    told = client.refused("git push", cwd="clone", HF_TOKEN=client.hub.read_token)
    assert "remote: you must use a write token to upload to a repository" in told
    told = client.refused("git push", cwd="clone", HF_TOKEN="hf_unknown")
    assert "remote: Invalid credentials in Authorization header" in told
    assert "fatal: Authentication failed" in told
    told = client.refused("git push", cwd="clone", HF_TOKEN="my password")
    assert "remote: Password authentication in git is no longer supported." in told
    client.do("git push -q", cwd="clone")


def test_what_is_private_is_not_for_strangers(client):
    client.do("hf repos create reader/mine --private")
    url = f"{client.hub.endpoint}/reader/mine"
    client.do(f"git clone -q {url} mine")
    refused = "could not read Username"
    assert refused in client.refused(f"git clone -q {url} theirs", HF_TOKEN="")
    told = client.refused("hf download reader/mine", HF_TOKEN="")
    assert "Model 'reader/mine' not found." in told
    told = client.refused(f"git clone {url}less no")
    assert "remote: Repository not found" in told


def test_a_push_that_is_behind_is_refused_by_git_itself(client):
    client.write("new/a.txt", "a")
    client.do("hf upload reader/lenet new .")
    commit(client, b_txt="b")
    assert "! [rejected] main -> main (fetch first)" in client.refused(
        "git push", cwd="clone"
    )
    client.do("git pull -q --rebase", cwd="clone")
    client.do("git push -q", cwd="clone")
    names = client.python("print(*sorted(api.list_repo_files('reader/lenet')))")
    assert names == ".gitattributes a.txt b.txt"


def test_a_deleted_repository_is_gone(client):
    client.do("hf repos delete reader/lenet --yes")
    assert "Repository not found" in client.refused("git pull", cwd="clone")
    client.do("hf repos create reader/lenet")
