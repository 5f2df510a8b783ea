"""What answers are made of, for all resources, and what is answered where something is wrong."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

# A number of 64 bits as text: JavaScript and spreadsheets keep no more than 53 of them.
LongNumber = Annotated[str, BeforeValidator(str)]


class Told(BaseModel):
    """An answer, made of an object's attributes."""

    model_config = ConfigDict(from_attributes=True)


class Wrong(Told):
    """A field of the request that is wrong, by its path, and why."""

    at: str
    message: str


class Problem(Told):
    """What went wrong, after RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    code: str | None = Field(None, description="Which rule refuses it; null where none does.")
    hint: str | None = Field(
        None, description="What to do, where there is more to say than the detail does."
    )
    errors: list[Wrong] = []
