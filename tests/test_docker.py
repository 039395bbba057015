"""The examples under docker/ hang together: without a docker here, what can be read of them is read, and compared with the code."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from app.cli import command_line
from app.intake.envelope import BATCH_BYTES
from app.live.limits import HEARTBEAT_SECONDS
from app.security.policy import POLICY
from app.server import _DRAIN_SECONDS, _GRACE_SECONDS, _IDLE_SECONDS
from app.settings import VARIABLES, Settings

DOCKER = Path(__file__).parents[1] / "docker"
NGINX = (DOCKER / "nginx.conf").read_text()
DOCKERFILE = (DOCKER / "Dockerfile").read_text()
OURS = {"derive", "migrate", "node1", "node2", "throughline"}
FILLED = {"POSTGRES_PASSWORD": "secret", "THROUGHLINE_MASTER_KEY": "5a" * 32}


def services(name: str) -> dict[str, dict[str, Any]]:
    """What a compose file runs, with the variables filled in that it asks for."""
    text = re.sub(r"\$\{(\w+):\?[^}]*\}", lambda asked: FILLED[asked[1]], (DOCKER / name).read_text())
    whole = yaml.safe_load(text)
    named = {volume.split(":")[0] for each in whole["services"].values() for volume in each.get("volumes", ())}
    assert {each for each in named if not each.startswith(".")} == whole["volumes"].keys()
    return whole["services"]


def image_settings() -> dict[str, str]:
    """What the image itself sets."""
    return dict(re.findall(r"(THROUGHLINE_\w+)=(\S+)", DOCKERFILE))


def seconds(text: str) -> int:
    found = re.fullmatch(r"(\d+)s", text)
    assert found
    return int(found[1])


def directive(name: str) -> str:
    found = re.search(rf"\b{name} ([^;]+);", NGINX)
    assert found, name
    return found[1]


def test_every_setting_in_the_examples_is_one_of_ours_and_can_be_read() -> None:
    known = {variable.name for variable in VARIABLES}
    for name in ("compose.yaml", "compose.scale.yaml"):
        for service in (each for key, each in services(name).items() if key in OURS):
            assert set() == service["environment"].keys() - known
            read = Settings.read(image_settings() | service["environment"])
            assert ("0.0.0.0", 8000, Path("/data")) == (read.host, read.port, read.data_dir)


def test_nodes_share_everything_but_their_folder_and_end_in_their_time() -> None:
    scale = services("compose.scale.yaml")
    one, two, derive = scale["node1"], scale["node2"], scale["derive"]
    assert one["environment"] == two["environment"] == derive["environment"] == scale["migrate"]["environment"]
    assert (["node1:/data"], ["node2:/data"], ["derive:/data"]) == (one["volumes"], two["volumes"], derive["volumes"])
    assert "derive" == command_line().parse_args(derive["command"][1:]).run.__name__.strip("_")
    for node in (one, two, derive, services("compose.yaml")["throughline"]):
        assert (True, ["/tmp"]) == (node["read_only"], node["tmpfs"])
        assert _DRAIN_SECONDS + _GRACE_SECONDS < seconds(node["stop_grace_period"])
    assert "service_completed_successfully" == one["depends_on"]["migrate"]["condition"]


def test_whoever_is_named_by_another_is_there_under_that_name_and_port() -> None:
    scale = services("compose.scale.yaml")
    settings = scale["node1"]["environment"]
    database, bus = (urlsplit(settings[f"THROUGHLINE_{name}_URL"]) for name in ("DATABASE", "BUS"))
    assert ("postgres", "nats", 4222) == (database.hostname, bus.hostname, bus.port)
    made = scale["postgres"]["environment"]
    assert (made["POSTGRES_USER"], made["POSTGRES_PASSWORD"], made["POSTGRES_DB"]) == (
        database.username, database.password, database.path[1:])  # fmt: skip
    behind = re.findall(r"^\s+server (\w+):(\d+)", NGINX, re.MULTILINE)
    assert [("node1", "8000"), ("node2", "8000")] == behind
    assert {"node1", "node2"} == set(scale["nginx"]["depends_on"]) <= scale.keys()
    outside, port = scale["nginx"]["ports"][0].rsplit(":", 1)
    assert directive("listen").split()[0] == port
    assert settings["THROUGHLINE_PUBLIC_URL"] == f"http://{outside}"
    assert DOCKER / "nginx.conf" == DOCKER / scale["nginx"]["volumes"][0].split(":")[0]


def test_the_proxy_waits_longer_than_a_heartbeat_and_hangs_up_before_the_node() -> None:
    assert HEARTBEAT_SECONDS < seconds(directive("proxy_read_timeout"))
    assert seconds(directive("keepalive_timeout")) < _IDLE_SECONDS
    assert "off" == directive("proxy_buffering")
    assert "$http_host" == directive("proxy_set_header Host")


def test_the_proxy_lets_through_what_a_node_takes_in() -> None:
    whole, attachments = (int(size) * 1_048_576 for size in re.findall(r"client_max_body_size (\d+)m;", NGINX))
    assert re.search(
        r"location = /v1/attachments \{[^}]*client_max_body_size[^}]*proxy_pass http://throughline;", NGINX
    )
    assert BATCH_BYTES <= whole
    for node in services("compose.scale.yaml")["node1"], services("compose.yaml")["throughline"]:
        assert Settings.read(image_settings() | node["environment"]).attachment_bytes <= attachments


def test_the_image_holds_what_the_service_needs_and_asks_it_by_a_route_that_is_there() -> None:
    copied = set(" ".join(re.findall(r"^COPY (.+) \S+$", DOCKERFILE, re.MULTILINE)).split())
    assert {"domain", "adapters", "app", "pyproject.toml", "requirements/run.txt"} <= copied
    assert {True} == {(DOCKER.parent / each).exists() for each in copied}
    asked = re.search(r"http://127.0.0.1:8000(/\w+)", DOCKERFILE)
    assert asked and asked[1] in {path for _, path in POLICY}
