"""What the Hub refuses, in the words that an unmodified client shows."""

import pytest

from clients import CARD, Client
from loopback_hub import Hub


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A computer whose `reader/lenet` is published; no test here changes that."""
    root = tmp_path_factory.mktemp("refusals")
    with Hub(root / "hub", payload_limit=1_000_000) as hub:
        made = Client(hub, root / "client")
        made.write("card/README.md", CARD)
        made.do("hf upload reader/lenet card .")
        yield made


def test_who_am_i(client):
    told = client.do("hf auth whoami")
    assert "user: reader" in told and client.hub.token not in told


def test_an_unknown_token(client):
    told = client.refused("hf auth whoami", HF_TOKEN="hf_unknown")
    assert "Invalid user token. The token from HF_TOKEN environment variable" in told
    told = client.refused("hf upload reader/lenet card .", HF_TOKEN="hf_unknown")
    assert "401 Unauthorized" in told
    assert "Invalid credentials in Authorization header" in told


def test_no_token(client):
    assert "Not logged in" in client.refused("hf auth whoami", HF_TOKEN="")
    told = client.refused("hf repos create reader/new", HF_TOKEN="")
    assert "401 Unauthorized" in told and "Invalid username or password." in told


def test_a_token_that_may_only_read(client):
    only = client.hub.read_token
    assert "user: reader" in client.do("hf auth whoami", HF_TOKEN=only)
    told = client.refused("hf upload reader/lenet card .", HF_TOKEN=only)
    assert (
        "403 Forbidden: you must use a write token to upload to a repository." in told
    )


def test_the_name_of_somebody_else(client):
    told = client.refused("hf repos create somebody/lenet")
    words = "You don't have the rights to create a model under the namespace"
    assert f'403 Forbidden: {words} "somebody".' in told


def test_a_repository_that_is_there(client):
    told = client.refused("hf repos create reader/lenet")
    assert "409 Conflict" in told and "You already created this model repo" in told
    told = client.do("hf repos create reader/lenet --exist-ok")
    assert f"{client.hub.endpoint}/reader/lenet" in told


@pytest.mark.parametrize("token", [Hub.token, ""], ids=["known", "stranger"])
def test_a_repository_that_is_not_there(client, token):
    told = client.refused("hf download reader/lanet", HF_TOKEN=token)
    assert "Model 'reader/lanet' not found." in told
    told = client.wrong("snapshot_download('reader/lanet')", HF_TOKEN=token)
    assert "RepositoryNotFoundError: 40" in told


def test_a_revision_that_is_not_there(client):
    told = client.refused("hf download reader/lenet --revision v9")
    assert "Revision not found in model 'reader/lenet'." in told


def test_a_file_that_is_not_there(client):
    told = client.refused("hf download reader/lenet model.bin")
    assert "File not found in model 'reader/lenet'." in told
    told = client.wrong("api.delete_file('model.bin', repo_id='reader/lenet')")
    assert "404 Not Found" in told and "A file with this name doesn't exist" in told


def test_a_branch_that_moved(client):
    told = client.wrong(
        """
        old = api.list_repo_commits("reader/lenet")[-1].commit_id
        api.upload_file(path_or_fileobj=b"x", path_in_repo="x.txt",
                        repo_id="reader/lenet", parent_commit=old)
        """
    )
    assert "412 Precondition Failed" in told
    assert "A commit has happened since. Please refresh and try again." in told


def test_too_much_at_once(client):
    client.write("text/table.csv", "1,2,3,4\n" * 200_000)
    told = client.refused("hf upload reader/lenet text .")
    assert "413 Payload Too Large" in told


BAD = {
    "license: my-own": '- "license" must be one of [apache-2.0, mit, openrail,',
    "license: mit\ntags: image": '- "tags" must be an array',
    "license: mit\n tags: [image]": "- mapping values are not allowed here (3:6)",
}


@pytest.mark.parametrize("metadata", BAD, ids=["license", "type", "yaml"])
def test_bad_metadata(client, metadata):
    client.write("bad/README.md", f"---\n{metadata}\n---\n\n# Mine\n")
    told = client.refused("hf upload reader/lenet bad .")
    assert "Invalid metadata in README.md." in told and BAD[metadata] in told


def test_bad_metadata_that_a_client_did_not_ask_about(client):
    told = client.wrong(
        """
        api._validate_yaml = lambda *_, **__: None
        card = b"---\\nlicense: my-own\\ntags: image\\n---\\n"
        api.upload_file(path_or_fileobj=card, path_in_repo="README.md",
                        repo_id="reader/lenet")
        """
    )
    assert "Bad request for commit endpoint:" in told
    assert '"license" must be one of' in told and '"tags" must be an array' in told


def test_no_metadata_is_only_doubtful(client):
    told = client.python(
        """
        import warnings
        with warnings.catch_warnings(record=True) as caught:
            api._validate_yaml("# Mine", repo_type="model")
        print(caught[0].message)
        """
    )
    assert "empty or missing yaml metadata in repo card" in told


def test_a_pull_request_which_this_hub_does_not_know(client):
    told = client.wrong(
        "api.upload_file(path_or_fileobj=b'x', path_in_repo='x.txt',"
        " repo_id='reader/lenet', create_pr=True)"
    )
    assert "501 Not Implemented" in told and "no pull requests" in told


def test_large_bytes_that_were_never_uploaded(client):
    told = client.wrong(
        """
        from huggingface_hub import _commit_api
        _commit_api._upload_xet_files = lambda **_: None
        from huggingface_hub import hf_api
        hf_api._upload_files = lambda **_: None
        api.upload_file(path_or_fileobj=b"123", path_in_repo="x.bin",
                        repo_id="reader/lenet")
        """
    )
    assert "LFS pointer pointed to a file that does not exist: x.bin" in told
