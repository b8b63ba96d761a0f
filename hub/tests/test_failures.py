"""When the network or the Hub fails: what clients say, and that a second try works."""

import subprocess
import sys
import time

from clients import asked, digests, noise

FILES = "HF_HUB_DISABLE_XET"


def same(client, folder: str) -> bool:
    """Whether a download holds what was published."""
    down = digests(client.folder / folder)
    down.pop(".gitattributes")
    return down == digests(client.folder / "model")


def test_no_network_and_then_one(published):
    published.hub.stop()
    told = published.refused("hf download reader/lenet --local-dir down")
    assert "Local entry not found. [Errno 111] Connection refused" in told or (
        sys.platform != "linux"
    )
    assert "Could" in published.refused(
        f"git clone {published.hub.endpoint}/reader/lenet"
    )
    told = published.wrong(
        "api.upload_folder(repo_id='reader/lenet', folder_path='model')"
    )
    assert "ConnectError" in told
    published.hub.start()
    published.do("hf download reader/lenet --local-dir down")
    assert same(published, "down")


def test_what_was_downloaded_is_there_without_a_network(published):
    path = published.python("print(snapshot_download('reader/lenet'))")
    published.hub.stop()
    assert published.python("print(snapshot_download('reader/lenet'))") == path


def test_a_hub_that_answers_500_is_asked_again(published):
    published.model(seed=10)
    published.hub.fail("POST .*/commit/", status=500)
    ran = published.run("hf", "upload", "reader/lenet", "model", ".")
    assert ran.returncode == 0
    assert "HTTP Error 500 thrown while requesting POST" in ran.stderr
    statuses = [
        r.status for r in asked(published.hub, "POST /api/models/reader/lenet/c")
    ]
    assert statuses == [500, 200]


def test_half_a_file_is_fetched_again(published):
    published.hub.fail("GET /download", cut=100_000)
    ran = published.run(
        "hf", "download", "reader/lenet", "--local-dir", "down", **{FILES: "1"}
    )
    assert ran.returncode == 0 and same(published, "down")
    assert "received 100000 bytes, expected 300000" in ran.stderr
    assert [r.status for r in asked(published.hub, "GET /download")].count(0) == 1


def test_a_long_download_goes_on_where_it_stopped(client):
    whole = noise(12_000_000, 1)
    client.write("model/model.bin", whole)
    client.do("hf upload reader/lenet model .", **{FILES: "1"})
    client.hub.fail("GET /download", cut=11_000_000)
    client.do("hf download reader/lenet --local-dir down", **{FILES: "1"})
    assert client.read("down/model.bin") == whole
    first, second = asked(client.hub, "GET /download")
    # the client keeps its parts of 10 MiB
    assert (first.sent, second.status, second.sent) == (11_000_000, 206, 1_514_240)


def test_uploads_that_stop_are_sent_again(client):
    client.model()
    client.write("model/third.bin", noise(1000, 9))
    for how in ({"status": 500}, {"cut": 500}, {"drop": True}):
        client.hub.fail("PUT /upload", **how)
    client.do("hf upload reader/lenet model .", **{FILES: "1"})
    statuses = sorted(r.status for r in asked(client.hub, "PUT /upload"))
    assert statuses == [0, 0, 200, 200, 200, 500]
    client.do(f"git clone -q {client.hub.endpoint}/reader/lenet down")
    assert same(client, "down")


def test_an_interrupted_upload_is_completed_by_the_next(client):
    client.model()
    client.hub.fail("PUT /upload", cut=1000, times=99)
    machine = client.machine | {FILES: "1"}
    upload = ["hf", "upload", "reader/lenet", "model", "."]
    with subprocess.Popen(
        upload, cwd=client.folder, env=machine, stderr=subprocess.DEVNULL
    ) as process:
        while not asked(client.hub, "PUT"):
            time.sleep(0.02)
        process.kill()
    assert client.hub.stored == {"lfs": 0, "xet": 0}
    assert not asked(client.hub, "POST /api/models/reader/lenet/commit")
    client.hub.heal()
    client.do(" ".join(upload), **{FILES: "1"})
    client.do(f"git clone -q {client.hub.endpoint}/reader/lenet down")
    assert same(client, "down")


def test_the_second_try_sends_only_what_is_missing(client):
    client.model()
    client.hub.fail("PUT /upload", status=403)
    told = client.refused("hf upload reader/lenet model .", **{FILES: "1"})
    assert "Error while uploading" in told
    arrived = sum(r.received for r in asked(client.hub, "PUT") if r.status == 200)
    client.hub.requests.clear()
    client.do("hf upload reader/lenet model .", **{FILES: "1"})
    sent = sum(r.received for r in asked(client.hub, "PUT"))
    assert arrived + sent == 600_000
    client.do(f"git clone -q {client.hub.endpoint}/reader/lenet down")
    assert same(client, "down")


def test_xet_that_cannot_be_reached_is_no_end(client):
    client.model()
    client.hub.xet_reachable = False
    # Left to itself the client would try for minutes.
    soon = {
        "HF_XET_CLIENT_RETRY_MAX_ATTEMPTS": "1",
        "HF_XET_CLIENT_RETRY_BASE_DELAY": "100ms",
    }
    told = client.refused("hf upload reader/lenet model .", **soon)
    assert "ConnectionError: Network error:" in told
    assert "error sending request for url (http://127.0.0.1:9/" in told
    client.do("hf upload reader/lenet model .", **{FILES: "1"})
    client.do(f"git clone -q {client.hub.endpoint}/reader/lenet down")
    assert same(client, "down")


def test_a_hub_without_xet_is_told_by_its_404(client):
    client.model()
    client.hub.fail("GET .*/xet-write-token/", status=404)
    told = client.refused("hf upload reader/lenet model .")
    assert "xet-write-token" in told and "404" in told


def test_bytes_that_are_not_those_announced_are_refused(client):
    client.do("hf repos create reader/lenet")
    told = client.wrong(
        """
        import hashlib
        from huggingface_hub.lfs import UploadInfo, post_lfs_batch_info
        from huggingface_hub.utils import get_session, hf_raise_for_status
        oid = hashlib.sha256(b"right").digest()
        info = UploadInfo(size=5, sample=b"right", sha256=oid)
        (action,), _, _ = post_lfs_batch_info([info], None, "model", "reader/lenet")
        url = action["actions"]["upload"]["href"]
        hf_raise_for_status(get_session().put(url, content=b"wrong"))
        """
    )
    assert "400 Bad Request" in told or "BadRequestError" in told
    assert client.hub.stored == {"lfs": 0, "xet": 0}
