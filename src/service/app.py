"""The application: routes, and what stands around each of them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import math
import time
import uuid
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service import categorise, chat, inspection, openapi, recommend, segment, sentiment, text_analytics
from service.adviser import add_inspection_page, add_page, add_pages
from service.answers import answer, counterfactual_answer, log_line, named
from service.body import COST_RATIOS, parse, read_body, texts_of
from service.champion import Champion
from service.counterfactual import counterfactuals
from service.inspection import COSTS, missed_cost_of
from service.inspection import PATH as INSPECT
from service.inspection import TYPES as PICTURES
from service.keys import Keys, RateLimit
from service.metrics import Metrics
from service.model_store import CHAMPION, Loaded, ModelStore
from service.problems import MEDIA_TYPE, TITLES, Problem
from service.reference import reference_document
from service.row_reader import Rows
from service.settings import Settings, read_settings
from service.spool import Spool, SpoolFullError
from service.text_analytics import TextError

log = logging.getLogger("service")
INLINE_ROWS = 100  # more are scored in a thread, so that others are answered meanwhile
SAFE = [(b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store")]
JSON = "application/json"


class Service:
    """What the routes share."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.texts = Champion(settings.models, settings.text_model, sentiment.load)
        self.recommender = Champion(settings.models, recommend.MODEL, recommend.load)
        self.inspector = Champion(settings.models, inspection.MODEL, inspection.load)
        self.segments = Champion(settings.models, segment.MODEL, segment.load)
        self.categories = Champion(settings.models, categorise.MODEL, categorise.load)
        # in the order in which they are loaded: the largest last
        self.others: tuple[Champion[Any], ...] = (
            self.texts, self.recommender, self.segments, self.inspector, self.categories,
        )  # fmt: skip
        self.store = ModelStore(settings.models, [one.name for one in self.others])
        self.keys = Keys.read(settings.keys)
        self._keys_seen = _changed_at(settings.keys)
        self.limit = RateLimit(settings.rate, settings.burst)
        self.spool = Spool(settings.spool, settings.spool_seconds)
        self.metrics = Metrics(self.store, self.spool)
        self.chat = chat.Chat(self.metrics.registry)

    def caller(self, request: Request) -> str:
        """Return who asks.

        Raises
        ------
        Problem
            The key is missing or unknown, or its caller asks too often.
        """
        caller = self.keys.caller(request.headers.get("authorization", ""))
        if caller is None:
            raise Problem(401, headers={"WWW-Authenticate": "Bearer"})
        wait = self.limit.wait(caller)
        if wait:
            raise Problem(429, headers={"Retry-After": str(math.ceil(wait))})
        return caller

    async def sentiment(self, request: Request) -> Response:
        """Answer the request for the tone of texts, in the form of another service."""
        key = request.headers.get(text_analytics.KEY)
        authorization = f"Bearer {key}" if key else request.headers.get("authorization", "")
        caller = self.keys.caller(authorization)
        if caller is None:
            raise TextError(401, "401", "A valid subscription key is needed.")
        wait = self.limit.wait(caller)
        if wait:
            raise TextError(429, "429", "Too many requests.", wait=wait)
        try:
            body = await read_body(request, self.settings)
        except Problem as problem:
            told = problem.detail or TITLES[problem.status]
            raise TextError(problem.status, "InvalidRequest", told) from None
        documents, used = text_analytics.documents_of(body), await asyncio.to_thread(self.texts.find)
        how = (partial(sentiment.tone_of, used.model), f"{used.name}-{used.version}") if used else ()
        return Response(text_analytics.answer(documents, *how), media_type=JSON)

    async def messages(self, request: Request) -> Response:
        """Answer /v1/sentiment. Nothing is logged: messages are people's words."""
        self.caller(request)
        body = await read_body(request, self.settings)
        texts = texts_of(body, sentiment.MOST_TEXTS, sentiment.LONGEST)
        used = await asyncio.to_thread(self.texts.get)
        return Response(await asyncio.to_thread(sentiment.answer, used, texts), media_type=JSON)

    async def recommend(self, request: Request) -> Response:
        """Answer /v1/recommend. Nothing is logged: likes are a person's."""
        self.caller(request)
        body = await read_body(request, self.settings)
        used = await asyncio.to_thread(self.recommender.get)
        return Response(recommend.answer(body, used), media_type=JSON)

    async def segment(self, request: Request) -> Response:
        """Answer /v1/segment. Nothing is logged: purchases are a person's."""
        self.caller(request)
        customers = segment.customers_of(await read_body(request, self.settings))

        def work() -> bytes:  # the first one may wait until the packages are there
            return segment.answer(self.segments.get(), customers)

        return Response(await asyncio.to_thread(work), media_type=JSON)

    async def categorise(self, request: Request) -> Response:
        """Answer /v1/categorise. Nothing is logged: texts are people's words."""
        self.caller(request)
        body = await read_body(request, self.settings)
        texts = texts_of(body, categorise.MOST_TEXTS, categorise.LONGEST, categorise.TITLE)

        def work() -> bytes:  # the first one may wait until the weights of the encoder are read
            return categorise.answer(self.categories.get(), texts)

        return Response(await asyncio.to_thread(work), media_type=JSON)

    def listed(self) -> list[dict[str, Any]]:
        """Return the versions in use: the scores with what was measured of them, and the others."""
        told = [(one.name, one.wanted()) for one in self.others]
        others = [{"name": name, "alias": CHAMPION, **wanted} for name, wanted in told if wanted]
        return [*self.store.listed(), *others]

    def model(self, alias: str) -> Loaded:
        """Return the version that has an alias.

        Raises
        ------
        Problem
            There is none.
        """
        loaded = self.store.get(self.settings.score_model, alias)
        if loaded is None and alias != CHAMPION:
            raise Problem(404, f"There is no {alias}.", [{"pointer": "/alias", "code": "not_in_use"}])
        if loaded is None:
            raise Problem(503, "There is no model yet.", headers={"Retry-After": "5"})
        return loaded

    async def score(self, request: Request) -> Response:
        """Answer /v1/score."""
        caller = self.caller(request)
        identity = _request_id(request)
        asked = parse(await read_body(request, self.settings), self.settings.max_rows)
        loaded = self.model(asked.alias)  # kept to the end, whatever is promoted meanwhile
        large = len(asked.applicants) > INLINE_ROWS

        def work() -> tuple[Rows, list[list[str]], bytes, bytes]:
            rows, unseen = loaded.reader.read(asked.applicants)
            decisions = loaded.scorer.decide(rows, asked.cost_ratio)
            line = log_line(loaded, rows, decisions, unseen, caller, identity)
            return rows, unseen, line, answer(loaded, decisions, unseen, identity, asked.cost_ratio)

        rows, unseen, line, body = await asyncio.to_thread(work) if large else work()
        try:
            await self.spool.append(line)
        except SpoolFullError:
            raise Problem(503, "The log is full.", headers={"Retry-After": "30"}) from None
        self._count(loaded, rows, unseen)
        return Response(body, media_type=JSON)

    async def counterfactual(self, request: Request) -> Response:
        """Answer /v1/counterfactual. Nothing is logged: an applicant counts once, when scored."""
        self.caller(request)
        asked = parse(await read_body(request, self.settings), 1)
        loaded, ratio = self.model(asked.alias), asked.cost_ratio
        (row,), _ = loaded.reader.read(asked.applicants)
        reference = loaded.reference

        def work() -> bytes:
            decisions = loaded.scorer.decide([row], ratio)
            found = counterfactuals(loaded.scorer, row, reference.actions, reference.columns, ratio)
            return counterfactual_answer(loaded, decisions, found, ratio)

        return Response(await asyncio.to_thread(work), media_type=JSON)

    def reference(self, request: Request) -> Response:
        """Answer /v1/reference."""
        self.caller(request)
        loaded = self.model(CHAMPION)
        document = reference_document(loaded.artefact, loaded.scorer, loaded.reference, named(loaded))
        return Response(json.dumps({**document, "cost_ratios": COST_RATIOS}), media_type=JSON)

    async def inspect(self, request: Request) -> Response:
        """Answer /v1/inspect. The picture is neither kept nor logged."""
        self.caller(request)
        cost = missed_cost_of(request.query_params.get("missed_cost"))
        content = await read_body(request, self.settings, PICTURES)

        def work() -> bytes:  # the first one reads the weights of the network
            return inspection.answer(self.inspector.get(), content, cost)

        return Response(await asyncio.to_thread(work), media_type=JSON)

    def _count(self, loaded: Loaded, rows: Rows, unseen: list[list[str]]) -> None:
        loaded.drift.add(rows)
        for columns in unseen:
            for column in columns:
                self.metrics.unseen.labels(column).inc()
        self.metrics.rows.labels(loaded.name, loaded.version).inc(len(rows))

    async def watch(self) -> None:
        """Follow the aliases and hand on the spool, until cancelled."""
        while True:
            await asyncio.sleep(self.settings.refresh_seconds)
            try:
                await asyncio.to_thread(self.store.refresh)
                self.spool.rotate()
                self._read_keys()
            except Exception:
                log.exception("the watch goes on")

    async def warm_up(self) -> None:
        """Load what is no score while scores are answered, and whatever becomes a champion later."""
        chat_too = self.settings.warm == "all"
        while self.settings.warm != "none":
            for one in self.others:
                try:
                    await asyncio.to_thread(one.find)
                except Exception:
                    log.exception("the model %s is loaded by the first request", one.name)
            if chat_too:
                await asyncio.to_thread(self.chat.warm_up)
                chat_too = False
            await asyncio.sleep(self.settings.refresh_seconds)

    def readiness(self) -> dict[str, Any]:
        """Return what answers already, by model.

        Raises
        ------
        Problem
            There is no score yet.
        """
        self.model(CHAMPION)
        others = {one.name: one.state() for one in self.others}
        models = {self.settings.score_model: "ready", **others, "chat": self.chat.state}
        return {"status": "ready", "models": models}

    def _read_keys(self) -> None:
        """Read the keys again if they changed; a file that is broken leaves them as they are."""
        seen = _changed_at(self.settings.keys)
        if seen != self._keys_seen:
            self._keys_seen, self.keys = seen, Keys.read(self.settings.keys)


class Guard:
    """Around all routes: times, counts, safe headers, and a plain 500 for whatever nobody foresaw."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *SAFE]
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:  # noqa: BLE001  the last boundary
            log.error("a fault of the service: %s", type(error).__name__)  # noqa: TRY400
            if not status:
                await _response(Problem(500))(scope, receive, sending)
        route = getattr(scope.get("route"), "path", "other")
        self.metrics.requests.labels(route, status).inc()
        self.metrics.seconds.labels(route).observe(time.perf_counter() - began)


def create_app(settings: Settings) -> FastAPI:
    """Return the application; nothing is read or written before it starts, but the keys and the spool."""
    service = Service(settings)

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        service.store.refresh()
        tasks = [asyncio.create_task(one) for one in (service.watch(), service.warm_up())]
        yield
        for task in tasks:
            task.cancel()
        service.spool.close()

    app = FastAPI(
        title="Analytical portfolio",
        version="1",
        lifespan=lifespan,
        docs_url=None,  # both pages would load scripts from elsewhere
        redoc_url=None,
    )
    app.state.service = service
    app.add_middleware(Guard, metrics=service.metrics)
    app.add_exception_handler(Problem, lambda _request, error: _told(service, error))
    app.add_exception_handler(TextError, _as_text_error)
    app.add_exception_handler(HTTPException, lambda _request, error: _response(_of(error)))
    _add_routes(app, service)
    add_pages(app)
    add_page(app, chat.PAGE, chat.FOLDER)
    add_inspection_page(app)
    app.openapi = _openapi(app, service)  # type: ignore[method-assign]
    return app


def from_environment() -> FastAPI:
    """Return the application that the environment describes; uvicorn calls it in each worker."""
    return create_app(read_settings())


def _add_routes(app: FastAPI, service: Service) -> None:
    secured: dict[str, Any] = {"security": [{"key": []}]}
    body = {"required": True, "content": {JSON: {"schema": {"$ref": "#/components/schemas/Request"}}}}
    answered: dict[int | str, dict[str, Any]] = {
        200: {"description": "Scored", "content": {JSON: {"schema": openapi.ANSWER}}}
    }

    @app.post(
        "/v1/score",
        responses={**answered, **openapi.problem_responses(400, 401, 404, 408, 413, 415, 422, 429, 503)},
        openapi_extra={**secured, "requestBody": body, "parameters": [openapi.REQUEST_ID]},
        response_class=Response,
    )
    async def score(request: Request) -> Response:
        """Score applicants: probability, decision, reasons and contributions of each."""
        return await service.score(request)

    one = {"required": True, "content": {JSON: {"schema": {"$ref": "#/components/schemas/OneApplicant"}}}}
    changes: dict[int | str, dict[str, Any]] = {
        200: {"description": "Searched", "content": {JSON: {"schema": openapi.COUNTERFACTUALS}}}
    }

    @app.post(
        "/v1/counterfactual",
        responses={**changes, **openapi.problem_responses(400, 401, 404, 408, 413, 415, 422, 429, 503)},
        openapi_extra={**secured, "requestBody": one},
        response_class=Response,
    )
    async def counterfactual(request: Request) -> Response:
        """Say which small changes of an applicant would turn the decision around."""
        return await service.counterfactual(request)

    handed_on: dict[int | str, dict[str, Any]] = {
        200: {"description": "Handed on", "content": {JSON: {"schema": openapi.REFERENCE}}}
    }

    @app.get(
        "/v1/reference",
        responses={**handed_on, **openapi.problem_responses(401, 429, 503)},
        openapi_extra=secured,
        response_class=Response,
    )
    async def reference(request: Request) -> Response:
        """Return columns, examples and population of the model in use, and what counts in it."""
        return service.reference(request)

    @app.post(
        text_analytics.PATH,
        responses=openapi.TEXT_RESPONSES,
        openapi_extra={"security": [{"key": []}, {"subscription": []}], "requestBody": openapi.TEXT_BODY},
        response_class=Response,
    )
    async def sentiment(request: Request) -> Response:
        """Say how positive, neutral and negative each document is, by the model or a small list of words."""
        return await service.sentiment(request)

    judged: dict[int | str, dict[str, Any]] = {
        200: {"description": "Judged", "content": {JSON: {"schema": openapi.SENTIMENTS}}}
    }

    @app.post(
        "/v1/sentiment",
        responses={**judged, **openapi.problem_responses(400, 401, 408, 413, 415, 422, 429, 503)},
        openapi_extra={**secured, "requestBody": openapi.MESSAGES_BODY},
        response_class=Response,
    )
    async def messages(request: Request) -> Response:
        """Say of each message whether it is a complaint, how sure that is, and whether it raises an alarm."""
        return await service.messages(request)

    @app.post(
        chat.PATH,
        responses={**openapi.CHAT_RESPONSES, **openapi.problem_responses(400, 401, 408, 413, 415, 422, 429)},
        openapi_extra={**secured, "requestBody": openapi.CHAT_BODY},
        response_class=Response,
    )
    async def talk(request: Request) -> Response:
        """Answer a message of a conversation in which a flight is booked; an empty one begins."""
        service.caller(request)
        body = await read_body(request, service.settings)
        return Response(await chat.answered(service.chat, body), media_type=JSON)

    picture = {"schema": {"type": "string", "format": "binary"}}
    number = {"type": "number", "minimum": COSTS[0], "maximum": COSTS[1]}
    asked = {"name": "missed_cost", "in": "query", "schema": number}
    told: dict[int | str, dict[str, Any]] = {
        200: {"description": "Inspected", "content": {JSON: {"schema": openapi.INSPECTED}}}
    }

    @app.post(
        INSPECT,
        responses={**told, **openapi.problem_responses(400, 401, 408, 413, 415, 422, 429, 503)},
        openapi_extra={
            **secured,
            "parameters": [asked],
            "requestBody": {"required": True, "content": dict.fromkeys(PICTURES, picture)},
        },
        response_class=Response,
    )
    async def inspect(request: Request) -> Response:
        """Say whether a photo of a solar cell shows a defect, or why the picture is not judged."""
        return await service.inspect(request)

    @app.post(
        recommend.PATH,
        responses={
            200: {"description": "Recommended", "content": {JSON: {"schema": recommend.ANSWER}}},
            **openapi.problem_responses(400, 401, 408, 413, 415, 422, 429, 503),
        },
        openapi_extra={
            **secured,
            "requestBody": {"required": True, "content": {JSON: {"schema": recommend.SCHEMA}}},
        },
        response_class=Response,
    )
    async def recommended(request: Request) -> Response:
        """Recommend films to whoever likes these, each with the likes that speak for it."""
        return await service.recommend(request)

    @app.post(
        segment.PATH,
        responses={
            200: {"description": "Assigned", "content": {JSON: {"schema": segment.ANSWER}}},
            **openapi.problem_responses(400, 401, 408, 413, 415, 422, 429, 503),
        },
        openapi_extra={**secured, "requestBody": openapi.json_body(segment.SCHEMA, segment.EXAMPLE)},
        response_class=Response,
    )
    async def segmented(request: Request) -> Response:
        """Say into which segment customers fall, and what is advised for it."""
        return await service.segment(request)

    @app.post(
        categorise.PATH,
        responses={
            200: {"description": "Filed", "content": {JSON: {"schema": categorise.ANSWER}}},
            **openapi.problem_responses(400, 401, 408, 413, 415, 422, 429, 503),
        },
        openapi_extra={**secured, "requestBody": openapi.json_body(categorise.SCHEMA, categorise.EXAMPLE)},
        response_class=Response,
    )
    async def categorised(request: Request) -> Response:
        """Say where texts belong: three categories each, and whether to file or to ask."""
        return await service.categorise(request)

    @app.get("/v1/models", responses=openapi.problem_responses(401, 429), openapi_extra=secured)
    async def models(request: Request) -> Response:
        """List the versions in use, by alias."""
        service.caller(request)
        return Response(json.dumps({"models": service.listed()}), media_type=JSON)

    @app.get("/healthz")
    async def healthz() -> Response:
        """Say that the process answers."""
        return Response('{"status":"alive"}', media_type=JSON)

    @app.get("/readyz", responses=openapi.problem_responses(503))
    async def readyz() -> Response:
        """Say whether a score can be given, and which of the other models answer without a wait."""
        return Response(json.dumps(service.readiness()), media_type=JSON)

    @app.get("/metrics", response_class=Response)
    async def metrics() -> Response:
        """Return what Prometheus reads."""
        return Response(service.metrics.text(), media_type="text/plain; version=0.0.4")


def _openapi(app: FastAPI, service: Service) -> Callable[[], dict[str, Any]]:
    def document() -> dict[str, Any]:
        drawn = get_openapi(title=app.title, version=app.version, routes=app.routes)
        loaded = service.store.get(service.settings.score_model, CHAMPION)
        return openapi.completed(drawn, loaded, service.settings.max_rows)

    return document


def _changed_at(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


def _request_id(request: Request) -> str:
    given = request.headers.get("idempotency-key")
    if given is None:
        return str(uuid.uuid4())
    try:
        return str(uuid.UUID(given))
    except ValueError:
        raise Problem(400, "An Idempotency-Key is a UUID.") from None


def _told(service: Service, error: Exception) -> Response:
    problem = error if isinstance(error, Problem) else Problem(500)
    for one in problem.errors:
        service.metrics.invalid.labels(one["code"]).inc()
    return _response(problem)


def _as_text_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, TextError)
    return Response(error.body(), error.status, error.headers, JSON)


def _of(error: Exception) -> Problem:
    """Return the problem of an error of the framework: its status and headers, none of its words."""
    status = getattr(error, "status_code", 500)
    return Problem(status, headers=getattr(error, "headers", None))


def _response(problem: Problem) -> Response:
    return Response(problem.body(), problem.status, problem.headers, MEDIA_TYPE)
