"""The tree of all errors that people can do something about: printed by the command line, returned by the API,
shown on pages.

A class says with its ``code`` which kind it is, for programs. What is wrong stands in a message with {placeholders},
whose values are the error's parameters; it is worded when it is shown, in the language then spoken.
What only the code itself catches stands outside of the tree (tests/project/test_errors.py names it).
"""

from typing import Self

from feedback_buttons.base.phrases import Phrase
from feedback_buttons.i18n.team_language import tr


def wording(message: str) -> str:
    """Mark a message for the catalogues, to be translated when it is shown."""
    return message


class FeedbackError(Exception):
    """Something that cannot be done as asked.

    Args:
        message: what is wrong, in English, with {placeholders}.
        hint: what to do about it, likewise; "" where the message says so itself.
        parameters: the placeholders' values.

    Attributes:
        code: which kind of error this is, in kebab-case; stays the same from one version to the next.
    """

    code = "failed"

    def __init__(self, message: str = "", /, *, hint: str = "", **parameters: object) -> None:
        super().__init__(message)
        self._message, self._hint, self.parameters = message, hint, parameters

    @classmethod
    def of(cls, error: "FeedbackError") -> Self:
        """One of this class that says what another says, under its code."""
        copy = cls(error._message, hint=error._hint, **error.parameters)
        copy.code = error.code
        return copy

    @property
    def phrase(self) -> Phrase:
        """What is wrong, to be put into another sentence or kept."""
        return Phrase(self._message, self.parameters)

    @property
    def hint(self) -> str:
        """What to do, in the language spoken; "" where the sentence says so."""
        return self._worded(self._hint)

    @property
    def sentence(self) -> str:
        """What is wrong, as a whole sentence in the language spoken, without the hint.

        >>> FeedbackError("there is no user {name!r}", name="anna").sentence
        "There is no user 'anna'."
        """
        sentence = self._worded(self._message)
        return f"{sentence[:1].upper()}{sentence[1:]}" + (
            "" if sentence.endswith((".", "!", "?")) else "."
        )

    @property
    def advice(self) -> str:
        """What is wrong and what to do, as whole sentences in the language spoken: what a page shows.

        >>> FeedbackError("there is no user {name!r}", hint="Add one.", name="anna").advice
        "There is no user 'anna'. Add one."
        """
        return " ".join(filter(None, (self.sentence, self.hint)))

    def __str__(self) -> str:
        return " ".join(filter(None, (self._worded(self._message), self.hint)))

    def _worded(self, message: str) -> str:
        return tr(message).format(**self.parameters) if self.parameters else tr(message)
