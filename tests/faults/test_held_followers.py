"""Another program has the files of followers in its hands while the service runs: callers hardly notice, and nothing is lost."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

from tests.faults.service import problem_of
from tests.faults.test_held_log import WRITES, called, other_program
from tests.patience import SECONDS

HELD = ("identity.db", "proof.db", "pages.db", "markers.db")


def test_what_follows_waits_for_its_file_and_goes_on_by_itself_while_everybody_is_answered(tmp_path: Path):
    asyncio.run(held(tmp_path))


async def held(folder: Path) -> None:
    async with called(folder, "auditor") as callers:
        customer_id = (await callers.post(0)).json()["customer_id"]
        proof = f"/v1/customers/{customer_id}/proof"
        with ExitStack() as others:
            for name in HELD:
                others.enter_context(other_program(WRITES, folder / name))
            assert {201} == {(await callers.post(each)).status_code for each in (40, 41)}
            shown = await callers.agent.get(f"/v1/customers/{customer_id}/timeline")
            assert (200, 2) == (shown.status_code, len(shown.json()["items"]))
            assert (503, "proof-held", True) == problem_of(await callers.agent.get(proof)), "no head covers what is new"
            ready = await callers.agent.get("/readyz")
            assert 200 == ready.status_code and ready.json()["behind"]["identity"] > 0
        async with asyncio.timeout(SECONDS):
            while any((await callers.agent.get("/readyz")).json()["behind"].values()):
                await asyncio.sleep(0.05)
            while 200 != (answer := await callers.agent.get(proof)).status_code:
                assert "proof-held" == problem_of(answer)[1]
        assert [1, 2] == [row["version"] for row in answer.json()["rows"]][:2]
