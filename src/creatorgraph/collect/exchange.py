"""One call and its answer: secrets in on the way out, secrets out on the way in, and the envelope for the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import uuid4

from creatorgraph.collect import walk
from creatorgraph.collect.keyring import Keyring
from creatorgraph.collect.lanes import LaneSpec
from creatorgraph.collect.transport import HttpAnswer, HttpRequest, NoAnswerError, Transport
from creatorgraph.collect.work import Work
from creatorgraph.land.journal_rows import AccountState, CallState, Intent
from creatorgraph.providers.contract import Answer, Ask, Kind, Request, Target, Verdict, Visit
from creatorgraph.settings import CollectSettings
from creatorgraph.types import Completeness, Envelope, Outcome

REDACTED: Final = "REDACTED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call that is about to be sent, about one work or a batch of them."""

    works: tuple[Work, ...]
    request: Request
    request_id: str
    sent_at: datetime

    @property
    def visit(self) -> Visit:
        """What is asked."""
        return self.works[0].visit

    @property
    def targets(self) -> tuple[Target, ...]:
        """Whom it is asked about."""
        return tuple(work.target for work in self.works)

    @property
    def owners(self) -> tuple[tuple[str, ...], ...]:
        """For each target the organizations that wait for it."""
        return tuple(work.organizations for work in self.works)

    @property
    def intent(self) -> Intent:
        """What the journal has to know before it is sent."""
        return Intent(
            request_id=self.request_id,
            work_key=self.works[0].key,
            endpoint=self.request.endpoint,
            request_param=self.request.request_param,
            sent_at=self.sent_at,
            cost=self.request.cost,
            family=self.visit.family,
            targets=len(self.works),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a call led to; `status` is null where nothing came back."""

    verdict: Verdict
    call_state: CallState
    status: int | None
    payload: str


class Exchange:
    """Asks one lane's provider."""

    def __init__(
        self,
        spec: LaneSpec,
        transport: Transport,
        *,
        base_url: str,
        keyring: Keyring,
        version: str,
        collect: CollectSettings,
        options: Mapping[str, str] | None = None,
    ) -> None:
        self._spec, self._transport, self._base_url, self._keyring = spec, transport, base_url, keyring
        self._version, self._collect, self._options = version, collect, options or {}

    def prepare(self, works: Sequence[Work], hint: str, now: datetime) -> Call:
        """The call that these works need next; only a batch visit takes several."""
        state, wanted = works[0].state, walk.aim(works[0], self._collect)
        ask = Ask(
            visit=works[0].visit,
            targets=tuple(work.target for work in works),
            cursor=state.cursor,
            hint=state.hint or hint,
            since=wanted.since,
            since_time=wanted.since_time,
            oldest=wanted.oldest,
            etag=state.etag if state.cursor is None else None,
            now=now,
            options=self._options,
        )
        return self.wrap(works, self._spec.provider.request(ask), now)

    def wrap(self, works: Sequence[Work], request: Request, now: datetime) -> Call:
        """A call of a request that is already made."""
        return Call(works=tuple(works), request=request, request_id=str(uuid4()), sent_at=now)

    async def unlock(self, call: Call) -> tuple[Call, HttpRequest]:
        """The call as it is remembered, with the ids of its credentials, and as it is sent, with their secrets.

        Raises GrantLostError where the creator's grant is gone, StopLaneError where the app's own key is refused; both
        before anything was sent.
        """
        values = {**await self._keyring.values(call.targets), "version": self._version}
        ids = {name: value for name, value in values.items() if name.endswith("_id")}
        param = {name: _filled(value, ids) for name, value in call.request.param.items()}
        request = replace(call.request, param=param)
        headers = {name: _filled(value, values) for name, value in request.secret_headers.items()}
        return replace(call, request=request), HttpRequest(
            f"{self._base_url}{_filled(request.path, values)}",
            request.query,
            {**request.headers, **headers},
            request.method,
            None if request.body is None else _filled(request.body, values),
        )

    async def refused(self, call: Call) -> bool:
        """The credentials were refused; True when there are new ones to try."""
        return await self._keyring.refused(call.targets)

    async def send(self, call: Call, unlocked: HttpRequest, known: AccountState | None) -> Reply:
        """Send a call whose intent is durable, and judge what comes back; a time-out is a reply too."""
        try:
            answer = await self._transport.send(unlocked)
        except NoAnswerError as error:
            return _no_answer(call, error)
        # Before anything is read out of it: notes, names and cursors are written down too.
        answer = self._cleansed(answer)
        verdict = self._judge(call, answer, known)
        state = CallState.MAYBE_CHARGED if answer.cut else CallState.ANSWERED
        return Reply(verdict=verdict, call_state=state, status=answer.status, payload=answer.body)

    def envelope(self, call: Call, reply: Reply, verdict: Verdict, observed_at: datetime) -> Envelope:
        """The answer as it lands; `verdict` is the lane's, which may know better than the provider's."""
        return Envelope(
            answer_id=call.request_id,
            provider=self._spec.provider.name,
            lane=self._spec.name,
            endpoint=call.request.endpoint,
            request_param=call.request.request_param,
            requested_at=call.sent_at,
            observed_at=observed_at,
            ingested_at=observed_at,
            http_status=reply.status,
            outcome=verdict.outcome,
            completeness=verdict.completeness,
            cost=verdict.cost,
            visibility=self._spec.visibility,
            subject_keys=_subjects(call.targets, verdict),
            request_id=call.request_id,
            payload=reply.payload,
        )

    def _judge(self, call: Call, answer: HttpAnswer, known: AccountState | None) -> Verdict:
        """What the provider makes of an answer; one that breaks on it must not cost the answer, which is paid."""
        try:
            return self._spec.provider.classify(_answer(call, answer, known))
        except Exception as error:
            return Verdict(
                outcome=Outcome.SCHEMA_DRIFT,
                completeness=Completeness.FAILED,
                maybe_cost=call.request.cost,
                note=f"the provider's reader broke ({type(error).__name__})",
            )

    def _cleansed(self, answer: HttpAnswer) -> HttpAnswer:
        headers = {name: self._redact(value) for name, value in answer.headers.items()}
        return replace(answer, headers=headers, body=self._redact(answer.body))

    def _redact(self, body: str) -> str:
        for secret in self._keyring.hidden:
            body = body.replace(secret, REDACTED)
        return body


def _filled(template: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    return template


def _answer(call: Call, answer: HttpAnswer, known: AccountState | None) -> Answer:
    return Answer(
        endpoint=call.request.endpoint,
        param=call.request.param,
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        cut=answer.cut,
        post_count=known.post_count if known else None,
        is_private=known.is_private if known else False,
        targets=call.targets,
    )


def _no_answer(call: Call, error: NoAnswerError) -> Reply:
    verdict = Verdict(
        outcome=Outcome.NO_ANSWER,
        completeness=Completeness.FAILED,
        maybe_cost=call.request.cost if error.reached else call.request.cost * 0,
        note=error.what,
    )
    state = CallState.MAYBE_CHARGED if error.reached else CallState.UNSENT
    return Reply(verdict=verdict, call_state=state, status=None, payload="")


def _subjects(targets: Sequence[Target], verdict: Verdict) -> tuple[str, ...]:
    """Whom the answer is about: who was asked for, who answered, and everybody else whom it shows."""
    asked = [key for target in targets for key in target.subject_keys]
    platform = targets[0].platform if targets else ""
    kind = targets[0].kind if targets else Kind.ACCOUNT
    answered = [(one, kind) for one in (verdict.profile, *(part.profile for part in verdict.parts)) if one is not None]
    answered += [(one, Kind.ACCOUNT) for one in verdict.found]
    told = [key for one, of in answered for key in Target(platform, one.native_id, one.handle, of).subject_keys]
    return tuple(dict.fromkeys((*asked, *told, *verdict.subjects)))
