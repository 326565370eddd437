"""The one family of expected refusals. Each carries a Vietnamese sentence that says what to do."""

from __future__ import annotations


class DomainError(Exception):
    """A refusal a person can act on; pages answer it with 422, the API with ``{code, message, field}``."""

    code = "refused"

    def __init__(self, message: str, *, code: str = "", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.field = field


class WrongState(DomainError):
    """The thing is no longer in the state that this step needs."""

    code = "wrong_state"


class SamePerson(DomainError):
    """Who prepared or last edited can never approve."""

    code = "same_person"


class NotAllowed(DomainError):
    """The actor's role or unit does not carry this step."""

    code = "not_allowed"
