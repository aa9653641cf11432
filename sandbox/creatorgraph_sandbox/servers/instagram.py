"""Instagram's stand-in (contract `instagram-graph`): business_discovery, and own accounts with their media.

Served under `/v{N}.0/` (and without a version): `GET /{own-id}` with field expansion, `GET /{own-id}/media`. Everything
else (insights, hashtags, stories, token exchange, other people's nodes) answers an error as the real service would.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from creatorgraph_sandbox.answers import BAD_GATEWAY, HTML, LOGIN_WALL, Answer, Call, Delivery, dump
from creatorgraph_sandbox.faults import Fault, FaultPlan, Strike
from creatorgraph_sandbox.limits import HOUR, SlidingWindow
from creatorgraph_sandbox.servers.field_expansion import ExpansionError, Field, parse_fields
from creatorgraph_sandbox.servers.instagram_errors import (
    GraphError,
    account_limit,
    bad_token,
    foreign_node,
    nonexisting_field,
    platform_limit,
    service_down,
    user_not_found,
)
from creatorgraph_sandbox.servers.instagram_media import (
    cut_page,
    find_readers,
    nest_page,
    own_page,
    read_asked,
)
from creatorgraph_sandbox.servers.instagram_objects import FALLEN, PUBLIC_USER, SECOND_TIER, UserNode
from creatorgraph_sandbox.switches import SwitchBoard
from creatorgraph_sandbox.world.accounts import Account, opaque
from creatorgraph_sandbox.world.generate import World
from creatorgraph_sandbox.world.handles import INSTAGRAM
from creatorgraph_sandbox.world.people import BRAND, PERSON

VERSIONS: Final = frozenset(f"v{number}.0" for number in range(21, 27))
OPERATOR_BUDGET: Final = 4_800
"""Calls an hour of the sandbox's main token, so that a demo of ninety virtual days is not starved."""
USER_BUDGET: Final = 200
"""Calls an hour of every other token: the planning figure for a one-user app."""
OWN_BUDGET: Final = 4_800
"""Calls an hour to one's own account, the least that the business-use-case rule gives."""
LIMITS: Final = (4, 17, 80002)
AUTHORISED: Final = 2
USERNAME: Final = re.compile(r"[a-z0-9._]{1,30}")


@dataclass(frozen=True, slots=True)
class Token:
    """An access token, the account that it belongs to, and its calls an hour."""

    value: str
    account: Account | None
    ig_user_id: str
    budget: int


@dataclass(frozen=True, slots=True)
class _Question:
    """A call that passed the doors: which kind it is, who asks, what is wanted."""

    label: str
    token: Token
    call: Call
    fields: tuple[Field, ...]


class Instagram:
    """The stand-in. Two creators have authorised their accounts; a brand of the world operates the main token."""

    name = "instagram"

    def __init__(self, world: World, board: SwitchBoard, faults: FaultPlan) -> None:
        self.world, self.board, self.faults = world, board, faults
        self.tokens = {token.value: token for token in _issue_tokens(world)}
        self.expired = "EAASandboxExpired" + opaque(f"instagram:{world.seed}", 0, 16)
        self._hour, self._own_hour = SlidingWindow(HOUR), SlidingWindow(HOUR)
        self._traces = 0
        self._kinds: dict[str, Callable[[_Question, Strike | None], dict[str, Any]]] = {
            "business_discovery": self._discover,
            "own_account": self._own_account,
            "own_media": self._own_media,
        }

    def credentials(self) -> dict[str, Any]:
        """The main token, those of the authorised creators, and an expired one."""
        operator, *others = self.tokens.values()
        authorised = [
            {"access_token": token.value, "ig_user_id": token.ig_user_id, "handle": token.account.first_handle}
            for token in others
            if token.account
        ]
        return {
            "credentials": {"access_token": operator.value, "ig_user_id": operator.ig_user_id},
            "authorised": authorised,
            "expired_access_token": self.expired,
            "calls_per_hour": operator.budget,
        }

    def answer(self, call: Call) -> Answer:
        """Answer one call: version, token, question, budget, luck, then what was asked."""
        label, key, counted = "other", "", 0
        headers: dict[str, str] = {}
        try:
            token = self._token(call)
            key = token.value
            question = self._question(call, token)
            label = question.label
            self._admit(question)
            counted, strike = 1, self.faults.draw(self.board.now)
            headers = self._usage(question)
            return self._struck(question, strike, headers) or self._respond(question, strike, headers)
        except GraphError as error:
            if error.code in LIMITS:
                counted, headers = 0, self._full(label, key)
            return self._refused(error, label, key, headers, counted)

    # The doors.

    def _token(self, call: Call) -> Token:
        value = call.query.get("access_token") or call.headers.get("Authorization", "").removeprefix("Bearer ")
        if not value:
            raise bad_token("an active access token must be used", None)
        if value == self.expired or self.board.now.instagram_token_expired:
            raise bad_token("Session has expired", 463)
        if value not in self.tokens:
            raise bad_token("the token could not be decrypted", None)
        return self.tokens[value]

    def _question(self, call: Call, token: Token) -> _Question:
        parts = [part for part in call.path.split("/") if part]
        if parts and re.fullmatch(r"v\d+\.\d+", parts[0]) and parts.pop(0) not in VERSIONS:
            code = int(self.board.now.instagram_version_code)
            raise GraphError(code, f"(#{code}) You are calling a version of the API that does not exist.")
        if parts not in ([token.ig_user_id], [token.ig_user_id, "media"]):
            raise foreign_node(int(self.board.now.instagram_foreign_code))
        try:
            fields = parse_fields(call.query["fields"]) if call.query.get("fields") else ()
        except ExpansionError as error:
            raise GraphError(100, f"(#100) {error}") from None
        if len(parts) == 2:
            return _Question("own_media", token, call, fields)
        discovers = any(field.name == "business_discovery" for field in fields)
        return _Question("business_discovery" if discovers else "own_account", token, call, fields)

    def _admit(self, question: _Question) -> None:
        call, key = question.call, question.token.value
        if question.label == "business_discovery":
            if not self._hour.admit(key, call.clocked, call.moment, self._budget(question.token)):
                raise self._spent(question)
        elif not self._own_hour.admit(key, call.clocked, call.moment, OWN_BUDGET):
            raise self._spent(question)

    def _spent(self, question: _Question) -> GraphError:
        if question.label == "business_discovery":
            return platform_limit(int(self.board.now.instagram_limit_code))
        return account_limit()

    def _budget(self, token: Token) -> float:
        return self.board.now.instagram_call_budget or token.budget

    # Usage headers and errors.

    def _usage(self, question: _Question) -> dict[str, str]:
        call, key = question.call, question.token.value
        platform = question.label == "business_discovery"
        used = (self._hour if platform else self._own_hour).used(key, call.clocked, call.moment)
        if used <= self.board.now.instagram_headers_after:
            return {}
        percent = int(100 * used / (self._budget(question.token) if platform else OWN_BUDGET))
        return _usage_header(platform, question.token.ig_user_id, percent, 0)

    def _full(self, label: str, key: str) -> dict[str, str]:
        return _usage_header(label == "business_discovery", self.tokens[key].ig_user_id, 100, 30)

    def _refused(self, error: GraphError, label: str, key: str, headers: dict[str, str], charged: int) -> Answer:
        self._traces += 1
        trace = "A" + opaque("trace", self._traces, 22)
        status = 200 if self.board.now.instagram_error_status == "200" else error.status
        return Answer(status, dump(error.body(trace)), label, key, headers=headers, charged=charged)

    def _struck(self, question: _Question, strike: Strike | None, headers: dict[str, str]) -> Answer | None:
        """The answer of a fault that leaves nothing of the real one; an error body is raised instead."""
        label, key = question.label, question.token.value
        match strike:
            case Strike(Fault.RATE_LIMITED):
                raise self._spent(question)
            case Strike(Fault.SERVER_ERROR) if strike.odd:
                return Answer(502, BAD_GATEWAY, label, key, content_type=HTML, headers=headers, charged=1)
            case Strike(Fault.SERVER_ERROR):
                raise service_down(2)
            case Strike(Fault.ERROR_200):
                error = service_down(2 if strike.odd else 1)
                error.status = 200
                raise error
            case Strike(Fault.LOGIN_WALL) if label != "own_media":
                return Answer(200, LOGIN_WALL, label, key, content_type=HTML, headers=headers, charged=1)
            case Strike(Fault.HANG):
                return Answer(200, b"", label, key, delivery=Delivery.NEVER)
        return None

    def _respond(self, question: _Question, strike: Strike | None, headers: dict[str, str]) -> Answer:
        body = dump(self._kinds[question.label](question, strike))
        delivery = Delivery.WHOLE
        match strike:
            case Strike(Fault.CUT):
                delivery = Delivery.TRUNCATED if strike.odd else Delivery.DROPPED
            case Strike(Fault.SLOW):
                delivery = Delivery.SLOW
        key = question.token.value
        return Answer(200, body, question.label, key, headers=headers, charged=1, delivery=delivery)

    # The questions.

    def _discover(self, question: _Question, strike: Strike | None) -> dict[str, Any]:
        body: dict[str, Any] = {}
        for field in question.fields:
            if field.name == "business_discovery":
                body["business_discovery"] = self._discover_one(question, field, strike)
            else:
                body |= self._own_fields(question, (field,), strike)
        return body | {"id": question.token.ig_user_id}

    def _discover_one(self, question: _Question, field: Field, strike: Strike | None) -> dict[str, Any]:
        username, now = field.modifier("username") or "", question.call.now
        wanted = field.fields or (Field("id"),)
        self._check_fields(wanted)
        found = self.world.find(INSTAGRAM, username, now) if USERNAME.fullmatch(username.lower()) else None
        if found is None or not found.professional or found.private_at(now):
            raise user_not_found(username)
        node = self._node(found, now, strike)
        written: dict[str, Any] = {}
        for inner in wanted:
            value = self._media(node, inner, strike) if inner.name == "media" else _read_user(node, inner.name)
            if value is not None:
                written[inner.name] = value
        return written | {"id": found.native_id}

    def _check_fields(self, fields: tuple[Field, ...]) -> None:
        tier = self.board.now.instagram_second_tier
        for field in fields:
            if field.name == "media":
                find_readers(field.fields or (), indirect=True)
            elif field.name in SECOND_TIER and tier == "refused_10":
                raise foreign_node(10)
            elif field.name not in PUBLIC_USER and (field.name not in SECOND_TIER or tier != "given"):
                raise nonexisting_field(field.name, "IGUser")

    def _media(self, node: UserNode, field: Field, strike: Strike | None) -> dict[str, Any] | None:
        asked = read_asked(field.fields, field.modifier("limit"), field.modifier("after"), field.modifier("before"))
        page = cut_page(node, asked, self.board.now, strike.fault if strike else None)
        if not page.posts and self.board.now.instagram_empty_media == "absent":
            return None
        return nest_page(node, page, asked, self.board.now)

    def _own_account(self, question: _Question, strike: Strike | None) -> dict[str, Any]:
        return self._own_fields(question, question.fields, strike) | {"id": question.token.ig_user_id}

    def _own_fields(self, question: _Question, fields: tuple[Field, ...], strike: Strike | None) -> dict[str, Any]:
        node, written = self._own_node(question, strike), {}
        for field in fields:
            value = _read_user(node, field.name)
            if value is not None:
                written[field.name] = value
        return written

    def _own_media(self, question: _Question, strike: Strike | None) -> dict[str, Any]:
        query, node = question.call.query, self._own_node(question, strike)
        asked = read_asked(question.fields or None, query.get("limit"), query.get("after"), query.get("before"))
        find_readers(asked.fields, indirect=False)
        page = cut_page(node, asked, self.board.now, strike.fault if strike else None)
        return own_page(node, page, asked, self.board.now, question.call)

    def _own_node(self, question: _Question, strike: Strike | None) -> UserNode:
        account, now = question.token.account, question.call.now
        if account is None or not account.exists_at(now):
            raise foreign_node(100)
        return self._node(account, now, strike)

    def _node(self, account: Account, now: float, strike: Strike | None) -> UserNode:
        falls = self.board.now.counter_decrease or (strike is not None and strike.fault is Fault.FALLING_COUNTER)
        return UserNode(account, self.world.timeline(account.index), now, FALLEN if falls else 1.0)


def _read_user(node: UserNode, name: str) -> Any:
    reader = PUBLIC_USER.get(name) or SECOND_TIER.get(name)
    if reader is None:
        raise nonexisting_field(name, "IGUser")
    return reader(node)


def _usage_header(platform: bool, ig_user_id: str, percent: int, minutes: int) -> dict[str, str]:
    shares = {"call_count": percent, "total_cputime": percent // 5, "total_time": percent // 3}
    if platform:
        return {"X-App-Usage": dump(shares).decode()}
    use = [{"type": "instagram", **shares, "estimated_time_to_regain_access": minutes}]
    return {"X-Business-Use-Case-Usage": dump({ig_user_id: use}).decode()}


def _issue_tokens(world: World) -> list[Token]:
    """One token for the operator's brand, and one for each creator who has authorised an account."""
    calm = [
        account
        for account in world.accounts
        if account.platform == INSTAGRAM
        and account.professional
        and account.fate.created is None
        and account.fate.deleted is None
        and account.fate.private is None
        and account.posts_per_week > 0
    ]
    brand = next((account for account in calm if account.person.kind == BRAND), None)
    creators = [account for account in calm if account.person.kind == PERSON][:AUTHORISED]
    return [
        Token(
            value="EAASandbox" + opaque(f"instagram:{world.seed}", number + 1, 40).replace("-", "x").replace("_", "y"),
            account=account,
            ig_user_id=account.native_id if account else "17841499999999999",
            budget=USER_BUDGET if number else OPERATOR_BUDGET,
        )
        for number, account in enumerate([brand, *creators])
    ]
