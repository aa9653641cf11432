"""One call and its answer: secrets in on the way out, secrets out on the way in, and the envelope for the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote
from uuid import uuid4

from pydantic import SecretStr

from creatorgraph.collect.lanes import LaneSpec
from creatorgraph.collect.transport import HttpAnswer, HttpRequest, NoAnswerError, Transport
from creatorgraph.collect.work import Work
from creatorgraph.land.journal_rows import AccountState, CallState, Intent
from creatorgraph.providers.contract import Answer, Ask, Request, Target, Verdict
from creatorgraph.types import Completeness, Envelope, Outcome

REDACTED: Final = "REDACTED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call that is about to be sent."""

    work: Work
    request: Request
    request_id: str
    sent_at: datetime

    @property
    def intent(self) -> Intent:
        """What the journal has to know before it is sent."""
        return Intent(
            request_id=self.request_id,
            work_key=self.work.key,
            endpoint=self.request.endpoint,
            request_param=self.request.request_param,
            sent_at=self.sent_at,
            cost=self.request.cost,
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
        self, spec: LaneSpec, transport: Transport, *, base_url: str, secrets: Mapping[str, SecretStr], version: str
    ) -> None:
        self._spec, self._transport, self._base_url = spec, transport, base_url
        self._values = {name: secret.get_secret_value() for name, secret in secrets.items()}
        self._fillings = {**self._values, "version": version}
        # An account's id is a credential for sending, but no secret: answers are full of it.
        hidden = [value for name, value in self._values.items() if not name.endswith("_id") and len(value) >= 4]
        self._hidden = sorted({form for value in hidden for form in (value, quote(value, safe=""))}, key=len)[::-1]

    def prepare(self, work: Work, hint: str, now: datetime) -> Call:
        """The call that `work` needs next."""
        ask = Ask(visit=work.visit, target=work.target, cursor=work.state.cursor, hint=work.state.hint or hint)
        return Call(work=work, request=self._spec.provider.request(ask), request_id=str(uuid4()), sent_at=now)

    async def send(self, call: Call, known: AccountState | None) -> Reply:
        """Send a call whose intent is durable, and judge what comes back; a time-out is a reply too."""
        try:
            answer = await self._transport.send(self._fill(call.request))
        except NoAnswerError as error:
            return _no_answer(call, error)
        verdict = self._spec.provider.classify(_answer(call.request, answer, known))
        state = CallState.MAYBE_CHARGED if answer.cut else CallState.ANSWERED
        return Reply(verdict=verdict, call_state=state, status=answer.status, payload=self._redact(answer.body))

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
            subject_keys=_subjects(call.work.target, verdict),
            request_id=call.request_id,
            payload=reply.payload,
        )

    def _fill(self, request: Request) -> HttpRequest:
        headers = {name: self._filled(value) for name, value in request.secret_headers.items()}
        return HttpRequest(f"{self._base_url}{self._filled(request.path)}", request.query, headers)

    def _filled(self, template: str) -> str:
        for name, value in self._fillings.items():
            template = template.replace(f"{{{name}}}", value)
        return template

    def _redact(self, body: str) -> str:
        for secret in self._hidden:
            body = body.replace(secret, REDACTED)
        return body


def _answer(request: Request, answer: HttpAnswer, known: AccountState | None) -> Answer:
    return Answer(
        endpoint=request.endpoint,
        param=request.param,
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        cut=answer.cut,
        post_count=known.post_count if known else None,
        is_private=known.is_private if known else False,
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


def _subjects(target: Target, verdict: Verdict) -> tuple[str, ...]:
    """Whom the answer is about: who was asked for, and who answered."""
    found = verdict.profile
    answered = Target(target.platform, found.native_id, found.handle).subject_keys if found else ()
    return tuple(dict.fromkeys((*target.subject_keys, *answered)))
