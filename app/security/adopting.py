"""Takes over what one node kept in a file of its own when its log went to a server: tokens, and who looked at whom."""

from msgspec.structs import asdict

from adapters.access.rows import Access, Token
from adapters.access.sqlite import SqliteAccess
from adapters.access.store import AccessStore
from app.security.opening import access_file, open_access
from app.settings import Settings


async def adopt(settings: Settings) -> int:
    """Move the node's own file into the shared database and say how many rows that were. Raises AccessUnavailable.

    Sessions are not moved: people sign in again. Said twice, or after it was interrupted, it moves nothing twice.
    """
    path = access_file(settings.data_dir)
    if not path.exists():
        return 0
    old, new = SqliteAccess(path), open_access(settings)
    try:
        moved = sum([await _moved(new, row) for row in [*old.load(Token, {}), *old.load(Access, {})]])
    finally:
        old.close()
        new.close()
    path.rename(path.with_name("access.db.moved"))
    return moved


async def _moved(new: AccessStore, row: Token | Access) -> bool:
    same = {"id": row.id} if isinstance(row, Token) else asdict(row)
    if await new.find(type(row), same):
        return False
    await new.add(row)
    return True
