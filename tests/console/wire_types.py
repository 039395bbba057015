"""Writes app/console/types/wire.d.ts from the service's own shapes:  python -m tests.console.wire_types"""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import msgspec
from msgspec import UnsetType
from msgspec import inspect as shapes

import app.audit
import app.http
from app.live.described import FROM_CLIENT, FROM_SERVER, whole
from app.security.sign_in import WhoAmI

PATH = Path(__file__).parents[2] / "app" / "console" / "types" / "wire.d.ts"
FOLDERS: tuple[ModuleType, ...] = (app.http, app.audit)
SCALARS: dict[type[shapes.Type], str] = {
    shapes.StrType: "string", shapes.BytesType: "string", shapes.DateTimeType: "string", shapes.DateType: "string",
    shapes.DecimalType: "string", shapes.UUIDType: "string", shapes.IntType: "number", shapes.FloatType: "number",
    shapes.BoolType: "boolean", shapes.NoneType: "null", shapes.AnyType: "unknown", shapes.RawType: "unknown",
}  # fmt: skip
HEAD = """\
// Written by `python -m tests.console.wire_types` from the service's own shapes; not served. Never edited by hand.

declare namespace Wire {
"""


def main() -> None:
    """Write the file anew."""
    PATH.write_text(text(), encoding="utf-8")
    print(f"written: {PATH.name}")


def text() -> str:
    """The whole file as it must be."""
    found = _named(shapes.multi_type_info([*_frames(), *_spoken()]))
    union = " | ".join(each.__name__ for each in FROM_SERVER)
    said = " | ".join(each.__name__ for each in FROM_CLIENT)
    parts = [_interface(name, found[name]) for name in sorted(found)]
    return f"{HEAD}{''.join(parts)}  type ServerFrame = {union};\n  type ClientFrame = {said};\n}}\n"


def _frames() -> list[type]:
    return [whole(each) for each in dict.fromkeys((*FROM_SERVER, *FROM_CLIENT))]


def _spoken() -> Iterator[type]:
    """Every public struct that the routes' modules define and JSON can hold; what they hold is found from them."""
    yield WhoAmI
    for folder in FOLDERS:
        for found in sorted(pkgutil.iter_modules(folder.__path__), key=lambda each: each.name):
            module = importlib.import_module(f"{folder.__name__}.{found.name}")
            for name, each in sorted(vars(module).items()):
                mine = inspect.isclass(each) and issubclass(each, msgspec.Struct) and each.__module__ == module.__name__
                if mine and not name.startswith("_") and _speakable(each):
                    yield each


def _speakable(struct: type) -> bool:
    info = shapes.type_info(struct)
    assert isinstance(info, shapes.StructType)
    inner = [part for each in info.fields for part in (each.type, *_inside(each.type))]
    return not info.array_like and not any(isinstance(each, shapes.CustomType) for each in inner)


def _named(infos: Any) -> dict[str, shapes.StructType]:
    """Every struct by its name. Two of one name are told apart by their module."""
    found: dict[str, shapes.StructType] = {}
    seen: dict[str, type] = {}
    for info in _structs(infos, set()):
        name = _name(info.cls)
        if seen.setdefault(name, info.cls) is not info.cls:
            name = f"{info.cls.__module__.rpartition('.')[2].title().replace('_', '')}{name}"
        found[name] = info
        NAMES[info.cls] = name
    return found


NAMES: dict[type, str] = {}


def _structs(infos: Any, seen: set[type]) -> Iterator[shapes.StructType]:
    for info in infos:
        if isinstance(info, shapes.StructType):
            if info.cls in seen:
                continue
            seen.add(info.cls)
            yield info
            yield from _structs([each.type for each in info.fields], seen)
        else:
            yield from _structs(_inside(info), seen)


def _inside(info: Any) -> list[Any]:
    """What a container holds."""
    match info:
        case shapes.UnionType():
            return list(info.types)
        case shapes.ListType() | shapes.VarTupleType() | shapes.SetType() | shapes.FrozenSetType():
            return [info.item_type]
        case shapes.TupleType():
            return list(info.item_types)
        case shapes.DictType():
            return [info.key_type, info.value_type]
        case shapes.Metadata():
            return [info.type]
        case _:
            return []


def _name(cls: type) -> str:
    return cls.__name__.lstrip("_")


def _interface(name: str, info: shapes.StructType) -> str:
    if info.array_like:
        return f"  type {name} = [{', '.join(_type(each.type) for each in info.fields)}];\n"
    lines = [] if info.tag_field is None else [f'    {info.tag_field}: "{info.tag}";\n']
    lines += [f"    {_field(each, _leaves_out(info, each))};\n" for each in info.fields]
    return f"  interface {name} {{\n{''.join(lines)}  }}\n"


def _leaves_out(info: shapes.StructType, field: shapes.Field) -> bool:
    """Whether the field may be missing: unset, equal to its default where defaults are left out, or asked for with one."""
    asked = info.cls.__struct_config__.forbid_unknown_fields or _name(info.cls) in {
        each.__name__ for each in FROM_CLIENT
    }
    if _unset(info.cls, field.name):
        return True
    return not field.required and (info.cls.__struct_config__.omit_defaults or asked)


def _unset(cls: type, name: str) -> bool:
    field = next(each for each in msgspec.structs.fields(cls) if each.name == name)
    return UnsetType in get_args(field.type)


def _field(field: shapes.Field, optional: bool) -> str:
    return f"{field.encode_name}{'?' if optional else ''}: {_type(field.type)}"


def _type(info: Any) -> str:
    if type(info) in SCALARS:
        return SCALARS[type(info)]
    match info:
        case shapes.StructType():
            return NAMES[info.cls]
        case shapes.LiteralType():
            return " | ".join(msgspec.json.encode(each).decode() for each in info.values)
        case shapes.EnumType():
            return " | ".join(msgspec.json.encode(each.value).decode() for each in info.cls)
        case shapes.UnionType():
            return " | ".join(dict.fromkeys(_type(each) for each in info.types))
        case shapes.TupleType():
            return f"[{', '.join(_type(each) for each in info.item_types)}]"
        case shapes.DictType():
            return f"Record<string, {_type(info.value_type)}>"
        case shapes.Metadata():
            return _type(info.type)
        case shapes.ListType() | shapes.VarTupleType() | shapes.SetType() | shapes.FrozenSetType():
            inner = _type(info.item_type)
            return f"({inner})[]" if " " in inner else f"{inner}[]"
        case _:
            return "unknown"


if __name__ == "__main__":
    main()
