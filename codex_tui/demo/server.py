"""A model server that answers by a scenario: Ollama's face, without a model."""

import asyncio
import json
from collections.abc import Iterable
from typing import Any, Self

from aiohttp import web

from codex_tui.demo import ollama_api
from codex_tui.demo.chat_api import chat_stream
from codex_tui.demo.ledger import Entry, Ledger
from codex_tui.demo.prompt import NoPrompt, Prompt, read_prompt
from codex_tui.demo.responses_api import responses_stream
from codex_tui.demo.scenario import Answer, Cut, Failed, Fault, Hold, HttpError, Performance, Scenario
from codex_tui.demo.stream import Frame, Usage, usage_of

_JSON = "application/json; charset=utf-8"
_SSE = "text/event-stream"
_PATIENCE = 0.1  # seconds that a handler gets to end by itself when the server stops
_ENTRY = web.RequestKey("entry", Entry)


class ModelServer:
    """Listens on 127.0.0.1 between ``async with``; port 0 is any free one.

    ``models``: those it has; ``/api/pull`` adds one. ``pace``: a factor on every delay of the scenario.
    """

    def __init__(
        self, scenario: Scenario, *, port: int = 0, models: tuple[str, ...] = (ollama_api.MODEL,), pace: float = 1
    ) -> None:
        self.port = port
        self.ledger = Ledger()
        self._performance = Performance(scenario)
        self._models = list(models)
        self._pace = pace
        self._longest_prompt = 0
        # auto_decompress off: the ledger has bodies as they came. handler_cancellation: a client that leaves ends
        # the answer at once, as it ends a model's generation.
        self._runner = web.AppRunner(
            self._application(),
            access_log=None,
            auto_decompress=False,
            handler_cancellation=True,
            shutdown_timeout=_PATIENCE,
        )

    @property
    def url(self) -> str:
        """Without a path."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=1 << 30, middlewares=[self._note])
        application.add_routes(
            [
                web.get("/", self._greet),
                web.get("/api/version", self._version),
                web.get("/api/tags", self._tags),
                web.post("/api/show", self._show),
                web.post("/api/pull", self._pull),
                web.get("/v1/models", self._openai_models),
                web.post("/v1/responses", self._responses),
                web.post("/v1/chat/completions", self._chat),
            ]
        )
        return application

    @web.middleware
    async def _note(self, request: web.Request, handler: Any) -> web.StreamResponse:
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in request.raw_headers)
        entry = Entry(request.method, request.path_qs, headers, await request.read())
        self.ledger.append(entry)
        request[_ENTRY] = entry
        try:
            response: web.StreamResponse = await handler(request)
        except (asyncio.CancelledError, ConnectionError):
            entry.left = True
            raise
        except web.HTTPException as error:
            return _reply(request, (error.text or error.reason).encode(), error.status, "text/plain; charset=utf-8")
        return response

    async def _greet(self, request: web.Request) -> web.Response:
        return _reply(request, b"Ollama is running", content_type="text/plain; charset=utf-8")

    async def _version(self, request: web.Request) -> web.Response:
        return _json(request, {"version": ollama_api.VERSION})

    async def _tags(self, request: web.Request) -> web.Response:
        return _json(request, ollama_api.tags(self._models))

    async def _show(self, request: web.Request) -> web.Response:
        return _json(request, ollama_api.show())

    async def _openai_models(self, request: web.Request) -> web.Response:
        return _json(request, ollama_api.openai_models(self._models))

    async def _pull(self, request: web.Request) -> web.StreamResponse:
        name = json.loads(request[_ENTRY].request).get("model", ollama_api.MODEL)
        response = await self._stream(request, "application/x-ndjson", ollama_api.pull_progress(), Answer(items=()))
        self._models.append(name)
        return response

    async def _responses(self, request: web.Request) -> web.StreamResponse:
        prompt, answer, fault = self._next(request)
        usage = self._usage(prompt, answer)
        failed = fault if isinstance(fault, Failed) else None
        return await self._play(request, responses_stream(answer.items, prompt.model, usage, failed), answer, fault)

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        prompt, answer, fault = self._next(request)
        options = json.loads(request[_ENTRY].request).get("stream_options") or {}
        usage = self._usage(prompt, answer) if options.get("include_usage") else None
        return await self._play(request, chat_stream(answer.items, prompt.model, usage), answer, fault)

    def _next(self, request: web.Request) -> tuple[Prompt, Answer, Fault | None]:
        try:
            prompt = read_prompt(request[_ENTRY].request)
        except NoPrompt as error:
            raise web.HTTPBadRequest(text=str(error)) from error
        return prompt, *self._performance.next(prompt)

    def _usage(self, prompt: Prompt, answer: Answer) -> Usage:
        # A prompt that grows is taken to begin like the one before it, whose tokens the cache then has.
        cached = self._longest_prompt if prompt.tokens > self._longest_prompt else 0
        self._longest_prompt = prompt.tokens
        return usage_of(answer.items, prompt.tokens, cached)

    async def _play(
        self, request: web.Request, frames: Iterable[Frame], answer: Answer, fault: Fault | None
    ) -> web.StreamResponse:
        if isinstance(fault, HttpError):
            error = {"message": fault.message, "type": "server_error", "code": None, "param": None}
            return _json(request, {"error": error}, fault.status)
        return await self._stream(request, _SSE, frames, answer, fault.after if isinstance(fault, Cut) else None)

    async def _stream(
        self,
        request: web.Request,
        content_type: str,
        frames: Iterable[Frame],
        answer: Answer,
        cut_after: int | None = None,
    ) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": content_type, "Cache-Control": "no-cache"})
        entry = request[_ENTRY]
        entry.status = response.status
        await response.prepare(request)
        await asyncio.sleep(answer.delay * self._pace / 1_000)
        sent = 0
        for frame in frames:
            if frame.token:
                if sent == cut_after:
                    _close(request)
                    return response
                await self._wait(sent, answer)
                sent += 1
            entry.sent(frame.data)
            await response.write(frame.data)
        await response.write_eof()
        return response

    async def _wait(self, sent: int, answer: Answer) -> None:
        match answer.hold:
            case Hold(after, gate) if after == sent:
                await gate.passed()
        await asyncio.sleep(answer.pace * self._pace / 1_000)


def _reply(request: web.Request, body: bytes, status: int = 200, content_type: str = _JSON) -> web.Response:
    entry = request[_ENTRY]
    entry.status = status
    entry.sent(body)
    return web.Response(body=body, status=status, headers={"Content-Type": content_type})


def _json(request: web.Request, value: Any, status: int = 200) -> web.Response:
    return _reply(request, json.dumps(value).encode(), status)


def _close(request: web.Request) -> None:
    """End the connection in mid-stream; what was written still arrives."""
    if request.transport is not None:
        request.transport.close()
