"""A Hub for each test, and a computer that knows it."""

import shutil

import pytest
from hypothesis import settings

from clients import Client
from loopback_hub import Hub

# other work on the machine is no failure
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture
def hub(tmp_path):
    """A Hub without repositories."""
    with Hub(tmp_path / "hub") as made:
        yield made


@pytest.fixture
def client(hub, tmp_path):
    """A computer that knows this Hub."""
    return Client(hub, tmp_path / "client")


@pytest.fixture(scope="session")
def original(tmp_path_factory):
    """A folder with a Hub and a client that has published reader/lenet."""
    root = tmp_path_factory.mktemp("published")
    with Hub(root / "hub") as hub:
        client = Client(hub, root / "client")
        client.model()
        client.do("hf upload reader/lenet model .")
    return root


@pytest.fixture
def published(original, tmp_path):
    """A copy of these two: a computer that has published its folder `model`."""
    shutil.copytree(original / "hub", tmp_path / "hub")
    with Hub(tmp_path / "hub") as hub:
        client = Client(hub, tmp_path / "client")
        shutil.copytree(original / "client", client.folder, dirs_exist_ok=True)
        yield client
