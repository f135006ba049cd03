"""The sign-up for a course as one form class: the fields, and for each field its rules and error messages."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Form,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
    ValidationError,
)
from wtforms.validators import URL, DataRequired, DateRange, InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import TextInput

from .describe import Field

EMAIL = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+"
    r"@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
)
"""The addresses that a browser accepts in `<input type="email">` (HTML standard, *valid e-mail address*)."""

KEPT = 300
"""Characters of a truncated value: more than any rule allows, so that it stays invalid."""


def stripped(value: str | None) -> str | None:
    return value and value.strip()


class SignUp(Form):  # type: ignore[misc]  # WTForms has no types
    """Every rule of the form. `InputRequired` checks the text that arrived, `DataRequired` the converted value."""

    name = StringField(
        "Your name",
        [DataRequired("Write your name."), Length(2, 60, "Write a name of 2 to 60 characters.")],
        filters=[stripped],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        "Mail address",
        [
            DataRequired("Write your mail address."),
            Regexp(EMAIL, message="Write a complete address, such as zoe@example.org.", matcher=re.fullmatch),
            Length(max=254, message="Write an address of at most 254 characters."),
        ],
        filters=[stripped],
        render_kw={"autocomplete": "email"},
    )
    age = IntegerField(
        "Age",
        [InputRequired("Write your age."), NumberRange(13, 120, "Your age must be from 13 to 120.")],
        invalid_value_message="Write a whole number, such as 42.",
        description="In years, from 13 to 120.",
        widget=TextInput(),  # with type=number, a browser would not send text that is not a number
        render_kw={"inputmode": "numeric"},
    )
    day = DateField(
        "First day",
        [
            InputRequired("Choose your first day."),
            DateRange(date(2000, 1, 1), date(2099, 12, 31), "Choose a day from 2000-01-01 to 2099-12-31."),
        ],
        invalid_value_message="Write a valid date, such as 2026-01-30.",
        description="A weekday, in the form year-month-day.",
    )
    website = URLField(
        "Website",
        [
            Optional(),
            URL(message="Write a complete address, such as https://example.org/."),
            Length(max=200, message="Write an address of at most 200 characters."),
        ],
        filters=[stripped],
        description="Optional.",
    )
    course = SelectField(
        "Course",
        [InputRequired("Choose a course.")],
        choices={"": "(choose one)", "http": "HTTP by hand", "forms": "Forms", "cookies": "Cookies"},
        invalid_choice_message="This course does not exist. Choose a course from the list.",
    )
    message = TextAreaField(
        "Message",
        [Optional(), Length(max=280, message="Write a message of at most 280 characters.")],
        description="Optional, at most 280 characters.",
    )
    accept = BooleanField(
        "I accept the rules",
        [DataRequired("Accept the rules to sign up.")],
        render_kw={"value": "yes"},
    )

    def validate_day(self, field: DateField) -> None:
        """Check the weekday. WTForms calls this method because of its name."""
        if field.data and field.data.weekday() >= 5:
            raise ValidationError(f"Choose a weekday: this is a {field.data:%A}.")


FIELDS = tuple(Field(field.name, f"{field.label.text}. {field.description}".strip()) for field in SignUp())
"""The fields for programs. Any text is accepted: the errors are in the answer."""


def typed_values(sent: MultiDict[str, str]) -> dict[str, str]:
    """Return the text that the visitor typed into each field; truncate a text that is too long to be valid."""
    return {field.name: truncated(with_lf(sent[field.name])) for field in SignUp() if field.name in sent}


def with_lf(value: str) -> str:
    """Make each line break one character again: a browser sends CR and LF (HTML standard, *Form submission*)."""
    return value.replace("\r\n", "\n")


def truncated(value: str) -> str:
    return value if len(value) <= KEPT else f"{value[:KEPT]}…"


def valid_values(form: SignUp) -> dict[str, Any]:
    """Return the converted values of the fields that have no error."""
    return {field.name: field.data for field in form if not field.errors}
