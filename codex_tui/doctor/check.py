"""The outcome of one check."""

from typing import Literal

import msgspec

State = Literal["ok", "warn", "fail"]


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """``evidence``: sentences on what was found. ``fix``: what to do, "" where nothing is."""

    check: str
    state: State
    evidence: str
    fix: str = ""


def ok(check: str, evidence: str, fix: str = "") -> Check:
    """As it should be."""
    return Check(check=check, state="ok", evidence=evidence, fix=fix)


def warn(check: str, evidence: str, fix: str) -> Check:
    """It works, or does for some; it may not do what is wanted."""
    return Check(check=check, state="warn", evidence=evidence, fix=fix)


def fail(check: str, evidence: str, fix: str) -> Check:
    """It cannot work so."""
    return Check(check=check, state="fail", evidence=evidence, fix=fix)
