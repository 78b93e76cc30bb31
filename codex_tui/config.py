"""What the user sets once: ``config.toml`` in the configuration directory, and ``CODEX_TUI_*`` above it."""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

import msgspec
from msgspec import Meta

from codex_tui.errors import CodexTuiError, WrongUsage
from codex_tui.paths import at_home, config_file

FORWARD_PORT = 18110
OLLAMA_PORT = 18111
WEB_PORT = 5001
LOOPBACK = "127.0.0.1"
HISTORY_LIMIT = "2G"
#: The model that Codex itself takes for ``--oss``.
MODEL = "gpt-oss:20b"

Port = Annotated[int, Meta(ge=0, le=65535)]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Every setting, with what it is where nobody set it. An option that is typed comes before all of them."""

    captures: Annotated[
        Path | None, Meta(description="Where captures lie, unless a capture runs.", examples=["~/codex-captures"])
    ] = None
    port: Annotated[Port, Meta(description="Port of the proxy; 0: any free one.")] = FORWARD_PORT
    ollama_port: Annotated[Port, Meta(description="Port that stands in for Ollama; 0: any free one.")] = OLLAMA_PORT
    web_port: Annotated[Port, Meta(description="Port of the pages that serve shows; 0: any free one.")] = WEB_PORT
    listen_host: Annotated[str, Meta(description="Address that the proxy listens on.")] = LOOPBACK
    intercept: Annotated[
        tuple[str, ...], Meta(description="Hosts whose TLS is opened too.", examples=[["llm.example.com"]])
    ] = ()
    mitmdump: Annotated[
        Path | None, Meta(description="The mitmdump to use instead of ours.", examples=["/opt/mitmproxy/mitmdump"])
    ] = None
    history_limit: Annotated[
        str,
        Meta(
            description="Size from which on history.jsonl is put aside and begun anew; 0: never.",
            pattern=r"^\d{1,12}(\.\d{1,6})?[kKmMgG]?[bB]?$",
        ),
    ] = HISTORY_LIMIT
    model: Annotated[str, Meta(description="The local model that printed commands name.")] = MODEL
    theme: Annotated[
        str,
        Meta(description="Colours of the inspector; else the theme that was last chosen.", examples=["codex-light"]),
    ] = ""
    glyphs: Annotated[
        Literal["unicode", "ascii"],
        Meta(description='Shapes on the screen: "unicode", or "ascii" for fonts that lack them.'),
    ] = "unicode"
    keys: Annotated[
        dict[str, tuple[str, ...]],
        Meta(
            description="Keys by action; `codex-tui config keys` lists the actions.",
            examples=[{"zoom": ["Z"], "exchange.next": ["]", "ctrl+n"]}],
        ),
    ] = {}


class Loaded(msgspec.Struct, frozen=True):
    """``origins``: where each setting comes from, a variable or the file; none where nobody set it.

    ``warnings``: sentences on what the file sets in vain.
    """

    settings: Settings
    origins: dict[str, str]
    warnings: list[str]


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"CODEX_TUI_{name.upper()}"


def load(environment: Mapping[str, str] | None = None) -> Loaded:
    """What is set. Raises CodexTuiError where the file cannot be read, WrongUsage where a value cannot be meant."""
    environment = os.environ if environment is None else environment
    path = config_file()
    in_file = _read(path)
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for name in Settings.__struct_fields__:
        if name not in _FILE_ONLY and (text := environment.get(variable(name))):
            values[name], origins[name] = _value(name, text, variable(name), strict=False), variable(name)
        elif name in in_file:
            given = _actions(in_file[name]) if name in _FILE_ONLY else in_file[name]
            values[name], origins[name] = _value(name, given, str(path), strict=True), str(path)
    return Loaded(Settings(**values), origins, [_unknown(name, path) for name in in_file if name not in _TYPES])


def template() -> str:
    """A file that sets nothing, and says what it could."""
    lines = ["# Settings of codex-tui. A variable CODEX_TUI_NAME comes before this file, an option before both."]
    for field, kind in zip(msgspec.structs.fields(Settings), _TYPES.values(), strict=True):
        meta = next(meta for meta in reversed(kind.__metadata__) if meta.description)
        value = meta.examples[0] if meta.examples else field.default
        lines += ["", f"# {meta.description}", f"# {field.name} = {_toml(value)}"]
    return "\n".join(lines) + "\n"


_TYPES: dict[str, Any] = get_type_hints(Settings, include_extras=True)
_FILE_ONLY = frozenset({"keys"})


def _toml(value: object) -> str:
    if isinstance(value, dict):
        pairs = (f"{_toml(key)} = {_toml(each)}" for key, each in value.items())
        return f"{{ {', '.join(pairs)} }}" if value else "{}"
    # A JSON string, number or array of strings is a TOML one too.
    return msgspec.json.encode(value).decode()


def _actions(given: object, within: str = "") -> object:
    """Keys by action: to TOML ``exchange.next = "n"`` is a table in a table; one key may stand without a list."""
    if not isinstance(given, dict):
        return given
    found: dict[str, object] = {}
    for name, value in given.items():
        if isinstance(value, dict):
            found |= dict(_actions(value, f"{within}{name}."))  # type: ignore[call-overload]
        else:
            found[f"{within}{name}"] = [value] if isinstance(value, str) else value
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        import tomllib

        return tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise CodexTuiError(f"{path} cannot be read: {error.strerror}.", "Mend its permissions.") from error
    except ValueError as error:  # of both the encoding and the syntax
        raise WrongUsage(f"{path} is not TOML: {error}.", "Mend it with `codex-tui config edit`.") from error


def _value(name: str, value: object, origin: str, *, strict: bool) -> object:
    # One variable holds one text: a list has commas.
    split = not strict and isinstance(value, str) and isinstance(getattr(Settings(), name), tuple)
    given = [part.strip() for part in str(value).split(",")] if split else value
    try:
        return msgspec.convert(given, _TYPES[name], strict=strict, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise WrongUsage(f"{origin} sets {name} to {value!r}, which it cannot be.", f"{error}.") from error


def _path(kind: type, value: object) -> Path:
    if kind is Path and isinstance(value, str):
        return at_home(value)
    raise ValueError(f"Expected a path, got {type(value).__name__}")


def _unknown(name: str, path: Path) -> str:
    near = get_close_matches(name, _TYPES, n=1)
    return f"{path} sets {name!r}, which is no setting." + (f" Did you mean {near[0]!r}?" if near else "")
