"""Real journeys that nobody here wrote, fed through the public door: nothing refused, nothing quarantined; figures printed.

The data and its scoring script stand beside the checkout where they stand at all; elsewhere this skips.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.running import running_service
from tests.patience import LONG

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SCRIPT, DATA = SHARED / "evaluation" / "continuity.py", SHARED / "data" / "continuity"


@pytest.mark.skipif(not SCRIPT.exists() or not DATA.exists(), reason="the evaluation data is not beside this checkout")
def test_real_journeys_run_through_without_a_refused_event(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with running_service(tmp_path, THROUGHLINE_DEFAULT_REGION="GB") as running:
        shop = running.shop("demo")
        adapter, agent = shop.token("adapter"), shop.token("agent")
        figures = tmp_path / "figures.json"
        command = [sys.executable, str(SCRIPT), "--url", running.url, "--adapter-token", adapter, "--agent-token", agent,
                   "--data", str(DATA), "--customers", "400", "--json", str(figures)]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=LONG)
        found = json.loads(figures.read_text())
    with capsys.disabled():
        print(f"\ncontinuity, 400 customers: {json.dumps(found)}")
    assert {"recorded", "duplicate"} == set(found["outcomes"])
    linking, suggested = found["linking"], found["linking_with_suggestions"]
    assert 0.97 <= linking["precision"] and 0.65 <= linking["recall"] and linking["customers_mixed"] <= 4, linking
    assert 0.95 <= suggested["precision"] and 0.72 <= suggested["recall"], suggested
