"""A real nginx in front of several nodes, with the very file of docker/nginx.conf but for addresses."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.patience import SECONDS

EXAMPLE = Path(__file__).parents[2] / "docker" / "nginx.conf"


class NoNginx(Exception):
    """There is no nginx on this machine."""


def configured(folder: Path, port: int, nodes: list[int]) -> str:
    """The example, for this machine's ports and without anything outside the folder."""
    text = EXAMPLE.read_text()
    servers = iter(nodes)
    text = re.sub(r"server node\d:8000", lambda _: f"server 127.0.0.1:{next(servers)}", text)
    text = text.replace("listen 8080", f"listen 127.0.0.1:{port}")
    kept = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    as_root = "user root; " if os.geteuid() == 0 else ""  # the folders of tests are for their owner alone
    own = f"{as_root}daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log warn;\n"
    return own + text.replace("http {", f"http {{\n{kept}", 1).replace("worker_processes auto;", "worker_processes 1;")


class Nginx:
    """One nginx for the length of a `with`."""

    def __init__(self, folder: Path, port: int, nodes: list[int]) -> None:
        program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
        if program is None:
            raise NoNginx("nginx is not installed (Debian: nginx-light)")
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "nginx.conf").write_text(configured(folder, port, nodes))
        self._command = [program, "-p", str(folder), "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"]
        self._process: subprocess.Popen[bytes] | None = None

    def check(self) -> str:
        """What `nginx -t` says of the file; empty if nothing."""
        done = subprocess.run(
            [*self._command, "-t", "-q"], capture_output=True, text=True, timeout=SECONDS, check=False
        )
        return done.stderr if done.returncode else ""

    def __enter__(self) -> "Nginx":
        self._process = subprocess.Popen(self._command)
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(SECONDS)
