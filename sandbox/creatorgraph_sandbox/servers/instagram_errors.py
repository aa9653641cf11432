"""The Graph API's error bodies (contract `instagram-graph`, section 7)."""

from __future__ import annotations

from typing import Any


class GraphError(Exception):
    """An error answer: code, message, and what else its body carries. `status` is the documented HTTP status."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        status: int = 400,
        subcode: int | None = None,
        transient: bool = False,
        title: str = "",
        explanation: str = "",
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.status, self.subcode = code, message, status, subcode
        self.transient, self.title, self.explanation = transient, title, explanation

    def body(self, trace: str) -> dict[str, Any]:
        """The answer's JSON, with a trace id for the provider's support."""
        error: dict[str, Any] = {"message": self.message, "type": "OAuthException", "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        error["is_transient"] = self.transient
        if self.title:
            error |= {"error_user_title": self.title, "error_user_msg": self.explanation}
        return {"error": error | {"fbtrace_id": trace}}


def nonexisting_field(name: str, node: str) -> GraphError:
    """One unknown field fails the whole call."""
    return GraphError(100, f"(#100) Tried accessing nonexisting field ({name}) on node type ({node})")


def user_not_found(username: str) -> GraphError:
    """Unknown, renamed, deleted, personal or age-gated: one and the same answer."""
    explanation = f"The user with username {username} cannot be found."
    return GraphError(110, "Invalid user id", subcode=2207013, title="Cannot find User", explanation=explanation)


def foreign_node(code: int) -> GraphError:
    """A node that this token may not read, or that does not exist: the two are not told apart."""
    if code == 10:
        return GraphError(10, "(#10) Application does not have permission for this action", status=403)
    return GraphError(
        100,
        "Unsupported get request. Object does not exist, cannot be loaded due to missing permissions, "
        "or does not support this operation",
        subcode=33,
    )


def bad_token(reason: str, subcode: int | None) -> GraphError:
    """A token that cannot be used, for whatever reason."""
    return GraphError(190, f"Error validating access token: {reason}", subcode=subcode, status=401)


def platform_limit(code: int) -> GraphError:
    """The budget of the Platform regime is spent: the app's (4) or the user's (17)."""
    words = {4: "Application request limit reached", 17: "User request limit reached"}
    return GraphError(code, f"(#{code}) {words[code]}", status=403, transient=True)


def account_limit() -> GraphError:
    """The budget of the business-use-case regime is spent."""
    return GraphError(80002, "(#80002) There have been too many calls to this Instagram account", transient=True)


def service_down(code: int) -> GraphError:
    """Something on the provider's side; the same call may succeed later."""
    words = {1: "An unknown error has occurred.", 2: "Service temporarily unavailable"}
    return GraphError(code, words[code], status=500, transient=True)
