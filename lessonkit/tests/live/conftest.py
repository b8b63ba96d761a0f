"""A server beside a small project."""

import re
import signal
import socket
import subprocess
import urllib.request

import pytest

from small_course import PLUGIN
from waiting import until


class Server:
    """A running `mkdocs serve`, and a log that its snippets write when they run."""

    def __init__(self, project, log, *options):
        self.project, self.log = project, log
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        command = project.command("mkdocs", "serve", "-a", self.address, *options)
        self.process = subprocess.Popen(
            command,
            cwd=project.root,
            stderr=subprocess.PIPE,
            text=True,
            # the suite may run where Ctrl-C is ignored, as in a background job
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def get(self, path="", headers=()):
        """Return the status of a reply, and its body; 0 while the server is not up."""
        request = urllib.request.Request(f"http://{self.address}/{path}")
        for name, value in headers:
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=90) as reply:
                return reply.status, reply.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def page(self, path=""):
        """Return a page, or nothing while the server is not up."""
        return self.get(path)[1]

    def shows(self, *texts, path=""):
        """Wait until the page shows all texts; return it."""
        return until(
            lambda: (p := self.page(path)) and all(t in p for t in texts) and p, 30
        )

    def reloads(self, path, page):
        """Ask as a browser that shows the page does; say whether it is to reload.

        The question waits for the next build.
        """
        epoch = re.search(r"livereload\((\d+), (\d+)\)", page)
        referer = [("Referer", f"http://{self.address}/{path}")]
        _, now = self.get(f"livereload/{epoch[1]}/{epoch[2]}", referer)
        return int(now) > int(epoch[1])

    def ran(self):
        """List which snippets have run so far."""
        return sorted(self.log.read_text().split()) if self.log.exists() else []

    def stop(self, how=signal.SIGINT):
        """Press Ctrl-C; return what the server had said."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.communicate(timeout=120)[1]


@pytest.fixture
def serve(project, tmp_path):
    """Return a function that serves the project; the server ends with the test."""
    log = tmp_path / "log"
    config = (project.root / "mkdocs.yml").read_text()
    project.write("mkdocs.yml", config + PLUGIN)
    servers = []

    def start(*options):
        servers.append(Server(project, log, *options))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def pages(project, tmp_path):
    """Write a page with two snippets, which wait for a file called `go`."""
    note = (
        f"import os, time\n"
        f"open(r'{tmp_path}/log', 'a').write(NAME + ' ')\n"
        f"open(r'{tmp_path}/' + NAME, 'w').write(str(os.getpid()))\n"
        f"while not os.path.exists(r'{tmp_path}/go'):\n    time.sleep(0.02)\n\n\n"
    )
    for name in ("a", "b"):
        project.snippet(
            name, note.replace("NAME", f"'{name}'") + f"print('{name} one')"
        )
    project.page("# Home\n\n/// output | a#c\n///\n\n/// output | b#c\n///\n")
    return project
