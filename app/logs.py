"""One JSON line per log record, holding only fields from a short list: what people sent never gets in."""

import json
import logging
import sys
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

ALLOWED = (
    "instance",
    "method",
    "route",
    "status",
    "fault",
    "frames",
    "principal",
    "role",
    "tenant",
    "adapter",
    "event_type",
    "position",
    "version",
    "count",
    "seconds",
    "code",
    "reason",
    "port",
)
"""Names a line may carry beside time, level, logger and event: ids, counts, constants of ours. Never free text."""

_FRAMES_SHOWN = 12

logger = logging.getLogger("throughline")


class JsonLines(logging.Formatter):
    """Write a record as one JSON object.

    The message is written as the template it was logged with, its arguments left out: libraries put URLs, headers and
    values there. For the same reason an exception appears as its type and the places it passed, without its text.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
        }
        line.update({name: record.__dict__[name] for name in ALLOWED if name in record.__dict__})
        if record.exc_info and record.exc_info[1] is not None:
            line.update(_trace(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False, default=lambda value: type(value).__name__)


def _trace(fault: BaseException) -> dict[str, object]:
    names: list[str] = []
    cause: BaseException | None = fault
    while cause is not None and len(names) < 5:
        names.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return {"fault": " < ".join(names), "frames": _frames(fault.__traceback__)}


def _frames(traceback: TracebackType | None) -> list[str]:
    places: list[str] = []
    while traceback is not None:
        frame = traceback.tb_frame
        places.append(f"{frame.f_globals.get('__name__', '?')}:{traceback.tb_lineno} {frame.f_code.co_name}")
        traceback = traceback.tb_next
    return places[-_FRAMES_SHOWN:]


def log_fault(fault: BaseException, *, instance: str, method: str, route: str) -> None:
    """Log a fault of ours so that it can be found by the instance the caller was told."""
    exc_info = (type(fault), fault, fault.__traceback__)
    logger.error("fault", exc_info=exc_info, extra={"instance": instance, "method": method, "route": route})


def configure_logging(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send every logger's lines, ours and the libraries', to `stream` (standard error) as JSON."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "litestar", "sqlalchemy"):
        library = logging.getLogger(name)
        library.handlers, library.propagate = [], True
        library.setLevel(logging.NOTSET)
    # These speak of every connection or statement; their warnings still show.
    for name in ("uvicorn.access", "uvicorn.error", "sqlalchemy", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
