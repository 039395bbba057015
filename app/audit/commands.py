"""The audit commands that the service itself must do: only it may sign."""

from pathlib import Path
from typing import Any

from adapters.proof.heads import NotAHead
from adapters.proof.store import TreeHeld
from app.audit.access import AccessLedger, AccessNotRecorded
from app.audit.export import Exporter
from app.audit.proof import ProofRefused
from app.control import CommandError, Handler
from app.security.principals import Principal, person_id
from domain.errors import UnknownCustomer

_NAME = "command line"


def audit_commands(exporter: Exporter, ledger: AccessLedger, tenant: str) -> dict[str, Handler]:
    """Name each command's handler. `tenant` is meant where a command names none."""

    async def export(args: dict[str, Any]) -> object:
        asked, where = str(args["customer"]), str(args["tenant"]) or tenant
        try:
            customer = await exporter.owner(where, asked)
            await ledger.record(_operator(where), customer, purpose="audit", what="export", via="command")
            written = await exporter.export(where, asked, Path(args["out"]), str(args["since"]))
        except UnknownCustomer:
            raise CommandError(f"There is no customer {asked} of tenant {where}.") from None
        except (ProofRefused, TreeHeld, AccessNotRecorded) as refused:
            raise CommandError(
                str(refused) or "The export cannot be recorded just now, so nothing is written."
            ) from refused
        except NotAHead as wrong:
            raise CommandError(f"The last line of the kept file {wrong}.") from None
        except OSError as error:
            raise CommandError(f"The file cannot be written: {error.strerror}.") from error
        return written._asdict()

    return {"audit.export": export}


def _operator(tenant: str) -> Principal:
    return Principal(
        id="", tenant=tenant, role="admin", name=_NAME, person=person_id(tenant, "admin", _NAME), via="command"
    )
