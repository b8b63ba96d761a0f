"""What goes up by one way comes down by another, byte for byte."""

import json

import pytest

from clients import Client, asked, digests, noise
from loopback_hub import Hub

WAYS = [pytest.param("0", id="xet"), pytest.param("1", id="lfs")]


@pytest.mark.parametrize("without_xet", WAYS)
def test_git_clones_what_the_command_uploaded(client, without_xet):
    client.model()
    client.do("hf upload reader/lenet model .", HF_HUB_DISABLE_XET=without_xet)
    used = {way for way, size in client.hub.stored.items() if size}
    assert used == {"lfs" if without_xet == "1" else "xet"}
    client.do(f"git clone -q {client.hub.endpoint}/reader/lenet clone")
    cloned = digests(client.folder / "clone")
    del cloned[".gitattributes"]
    assert cloned == digests(client.folder / "model")
    assert len(cloned) == 4


@pytest.mark.parametrize("without_xet", WAYS)
def test_python_downloads_what_git_pushed(client, without_xet):
    client.do("hf repos create reader/lenet")
    client.do(f"git clone -q {client.hub.endpoint}/reader/lenet clone")
    client.model("clone")
    client.do("git lfs track *.keras", cwd="clone")
    client.do("git add .", cwd="clone")
    client.do("git commit -qm Weights", cwd="clone")
    client.do("git push -q", cwd="clone")
    assert sum(r.received for r in asked(client.hub, "PUT /upload")) == 600_000
    folder = client.python(
        "print(snapshot_download('reader/lenet', local_dir='down'))",
        HF_HUB_DISABLE_XET=without_xet,
    )
    assert folder == str(client.folder / "down")
    assert digests(client.folder / "down") == digests(client.folder / "clone")


@pytest.mark.parametrize("without_xet", WAYS)
def test_the_command_downloads_what_python_uploaded(client, without_xet):
    client.model()
    client.python(
        """
        api.create_repo("reader/lenet", exist_ok=True)
        api.upload_folder(repo_id="reader/lenet", folder_path="model")
        """,
        HF_HUB_DISABLE_XET=without_xet,
    )
    client.do("hf download reader/lenet --local-dir down")
    down = digests(client.folder / "down")
    del down[".gitattributes"]
    assert down == digests(client.folder / "model")


def test_git_keeps_a_pointer_and_the_storage_keeps_the_bytes(published):
    published.do(f"git clone -q {published.hub.endpoint}/reader/lenet clone")
    kept = published.do("git show HEAD:model.weights.h5", cwd="clone")
    digest = digests(published.folder / "model")["model.weights.h5"]
    assert kept == (
        "version https://git-lfs.github.com/spec/v1\n"
        f"oid sha256:{digest}\n"
        "size 300000\n"
    )
    listed = published.do("git lfs ls-files", cwd="clone")
    assert {line.split()[-1] for line in listed.splitlines()} == {
        "model.keras",
        "model.weights.h5",
    }


def test_what_no_rule_covered_gets_one(published):
    rules = published.python(
        "print(open(hf_hub_download('reader/lenet', '.gitattributes')).read())"
    ).splitlines()
    assert rules[0] == "*.7z filter=lfs diff=lfs merge=lfs -text"
    assert rules[-1] == "model.keras filter=lfs diff=lfs merge=lfs -text"


def test_a_second_upload_transfers_nothing(published):
    before = published.hub.stored
    published.do("hf upload reader/lenet model .")
    assert published.hub.stored == before
    assert not asked(published.hub, "POST /api/models/reader/lenet/commit")


def test_a_second_upload_transfers_nothing_without_xet(client):
    client.model()
    client.do("hf upload reader/lenet model .", HF_HUB_DISABLE_XET="1")
    assert client.hub.stored == {"lfs": 600_000, "xet": 0}
    assert len(asked(client.hub, "PUT /upload")) == 2
    client.hub.requests.clear()
    client.do("hf upload reader/lenet model .", HF_HUB_DISABLE_XET="1")
    assert client.hub.stored == {"lfs": 600_000, "xet": 0}
    assert not asked(client.hub, "PUT")
    assert not asked(client.hub, "POST /api/models/reader/lenet/commit")


def test_a_second_download_transfers_nothing(published):
    published.do("hf download reader/lenet")
    published.hub.requests.clear()
    published.do("hf download reader/lenet")
    assert not asked(published.hub, "GET /download")
    assert not asked(published.hub, "GET /reader/lenet/resolve")


def test_a_changed_end_costs_xet_little_and_lfs_the_whole_file(client):
    whole = noise(4_000_000, 5)
    for name, off in (("chunks", "0"), ("files", "1")):
        stored = []
        for content in (whole, whole[:-10_000] + noise(10_000, 6)):
            client.write("m/model.weights.h5", content)
            client.do(f"hf upload reader/{name} m .", HF_HUB_DISABLE_XET=off)
            stored.append(sum(client.hub.stored.values()))
        more = stored[1] - stored[0]
        if off == "1":
            assert more == 4_000_000
        else:
            assert 10_000 <= more < 300_000
        client.do(f"hf download reader/{name} --local-dir {name}")
        assert client.read(f"{name}/model.weights.h5") == content


def test_a_pinned_revision_stays_what_it_was(published):
    first = published.python("print(api.model_info('reader/lenet').sha)")
    published.do("hf repos tag create reader/lenet v1")
    published.model(seed=7)
    published.do("hf upload reader/lenet model .")
    published.do("hf download reader/lenet --revision v1 --local-dir tag")
    published.python(
        f"""
        snapshot_download("reader/lenet", revision="{first}", local_dir="first")
        snapshot_download("reader/lenet", local_dir="last")
        """
    )
    assert published.read("first/model.keras") == noise(300_000, 2)
    assert published.read("tag/model.keras") == noise(300_000, 2)
    assert published.read("last/model.keras") == noise(300_000, 8)


def test_a_commit_can_delete_files_and_folders(published):
    published.write("model/logs/a.txt", "a")
    published.write("model/logs/b.txt", "b")
    published.do("hf upload reader/lenet model .")
    published.python(
        """
        api.delete_folder("logs", repo_id="reader/lenet")
        api.delete_file("config.json", repo_id="reader/lenet")
        """
    )
    left = published.python("print(*sorted(api.list_repo_files('reader/lenet')))")
    assert left == ".gitattributes README.md model.keras model.weights.h5"


def test_the_same_steps_make_the_same_commits(published, tmp_path):
    with Hub(tmp_path / "another") as hub:
        other = Client(hub, tmp_path / "somebody")
        other.model()
        other.do("hf upload reader/lenet model .")
        shas = {
            c.python("print(api.model_info('reader/lenet').sha)")
            for c in (published, other)
        }
    assert len(shas) == 1


def test_what_it_says_about_a_repository(published):
    told = json.loads(
        published.python(
            """
            import json
            info = api.model_info("reader/lenet", files_metadata=True)
            (weights,) = api.get_paths_info("reader/lenet", ["model.keras"])
            refs = api.list_repo_refs("reader/lenet")
            history = api.list_repo_commits("reader/lenet")
            print(json.dumps({
                "license": info.card_data.license,
                "tags": info.tags,
                "sizes": {s.rfilename: s.size for s in info.siblings},
                "sha256": weights.lfs.sha256,
                "chunked": weights.xet_hash is not None,
                "branches": [b.name for b in refs.branches],
                "head": refs.branches[0].target_commit == info.sha,
                "titles": [c.title for c in history],
                "there": api.file_exists("reader/lenet", "README.md"),
                "absent": api.file_exists("reader/lenet", "x"),
            }))
            """
        )
    )
    digest = digests(published.folder / "model")["model.keras"]
    assert told.pop("sizes")["model.weights.h5"] == 300_000
    assert told == {
        "license": "mit",
        "tags": ["image-classification"],
        "sha256": digest,
        "chunked": True,
        "branches": ["main"],
        "head": True,
        "titles": ["Upload folder using huggingface_hub", "initial commit"],
        "there": True,
        "absent": False,
    }


def test_hf_checks_a_download_against_the_hashes(published):
    published.do("hf download reader/lenet --local-dir down")
    published.do("hf cache verify reader/lenet --local-dir down")
    published.write("down/model.keras", noise(300_000, 99))
    told = published.refused("hf cache verify reader/lenet --local-dir down")
    assert "model.keras" in told


def test_logging_in_and_out(client):
    token = client.hub.token
    client.do(f"hf auth login --token {token}", HF_TOKEN="")
    assert "user: reader" in client.do("hf auth whoami", HF_TOKEN="")
    client.do("hf auth logout", HF_TOKEN="")
    assert "Not logged in" in client.refused("hf auth whoami", HF_TOKEN="")
    told = client.refused("hf auth login --token hf_unknown", HF_TOKEN="")
    assert "Invalid user token." in told


def test_the_token_stays_with_the_hub(published):
    hub = published.hub
    published.do("hf download reader/lenet --local-dir down", HF_HUB_DISABLE_XET="1")
    published.do(f"git clone -q {hub.endpoint}/reader/lenet clone")
    published.write("clone/more.bin", noise(1000, 3))
    published.do("git add .", cwd="clone")
    published.do("git commit -qm More", cwd="clone")
    said = published.run(
        "git", "push", cwd="clone", GIT_TRACE="1", GIT_CURL_VERBOSE="1"
    )
    assert said.returncode == 0 and hub.token not in said.stdout + said.stderr
    elsewhere = asked(hub, "GET /download") + asked(hub, "PUT /upload")
    assert len(elsewhere) >= 3 and not any(r.token for r in elsewhere)
    assert any(r.token for r in hub.requests)
    for path in (*hub.root.rglob("*"), *published.folder.rglob("*")):
        assert not path.is_file() or hub.token.encode() not in path.read_bytes(), path
