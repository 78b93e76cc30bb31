"""Why do I see nothing? From what the proxy saw pass by."""

from codex_tui.doctor.check import Check, fail, ok, warn
from codex_tui.doctor.facts import Facts
from codex_tui.doctor.machine import USER_AGENT
from codex_tui.formats import count
from codex_tui.proxy.codex import Codex
from codex_tui.proxy.status import Seen, Status

_NAME = "traffic"
_RUN = "Start it through the capture: `codex-tui run -- codex`, with the options that you use."


def traffic(facts: Facts) -> Check:
    """Model calls pass, or why none does."""
    return why_nothing(facts.status, facts.codex)


def why_nothing(status: Status, codex: Codex | None) -> Check:
    """What ``status`` says of model calls that are missed; its fix names the command for ``codex``."""
    seen = status.seen
    if not status.running:
        return warn(_NAME, "No capture runs, so that nothing can be seen.", "Start it: `codex-tui`.")
    if seen.model_calls:
        return ok(_NAME, f"{count(seen.model_calls, 'model call')} passed.")
    if seen.tls_refused:
        return fail(_NAME, f"{_refused(seen)} No model call passed.", _trust(codex))
    if seen.connect_errors:
        hosts = _hosts(seen.connect_errors)
        evidence = f"Clients came, but what they asked for could not be reached: {hosts}."
        return fail(_NAME, evidence, "Start the model server (`ollama serve`), or look at where Codex is sent.")
    if seen.requests > _by_doctor(seen) or seen.tunnelled:
        return warn(_NAME, _only_others(seen), _past(codex))
    return warn(_NAME, "No client has connected to the proxy yet.", f"{_RUN} {_past(codex)}")


def _refused(seen: Seen) -> str:
    number = sum(seen.tls_refused.values())
    times = "once" if number == 1 else f"{number:,} times"
    return f"The client did not trust the proxy's certificate, {times}, for {_hosts(seen.tls_refused)}."


def _only_others(seen: Seen) -> str:
    requests = seen.requests - _by_doctor(seen)
    passed = [f"{count(requests, 'request')} to no model"] if requests > 0 else []
    if seen.tunnelled:
        passed.append(f"connections that stay closed to us, to {_hosts(seen.tunnelled)}")
    return f"Only side traffic passed: {'; '.join(passed)}."


def _trust(codex: Codex | None) -> str:
    if codex is not None and codex.version < (0, 90):
        return f"This Codex reads SSL_CERT_FILE and ignores CODEX_CA_CERTIFICATE; `run` sets both. {_RUN}"
    return f"It was started without SSL_CERT_FILE and CODEX_CA_CERTIFICATE; `run` sets both. {_RUN}"


def _past(codex: Codex | None) -> str:
    causes = "Where NO_PROXY names localhost, local models are asked past the proxy"
    if codex is not None and codex.daemon:
        causes += "; without --oss a background server may carry the calls past it: `codex --no-daemon`"
    return f"{causes}; a model server of another name is opened by --intercept HOST."


def _by_doctor(seen: Seen) -> int:
    return sum(passed.user_agent == USER_AGENT and passed.what == "request" for passed in seen.recent)


def _hosts(hosts: dict[str, int]) -> str:
    most = sorted(hosts, key=lambda host: -hosts[host])
    return ", ".join(most[:3]) + (f" and {len(most) - 3} more" if len(most) > 3 else "")
