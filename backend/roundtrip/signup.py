"""A sign-up for a course as one form class: its fields, what each of them takes, and what to say where it does not."""

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

EMAIL = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+"
    r"@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
)
"""What a browser takes in `<input type="email">` (HTML standard, *valid e-mail address*)."""

KEPT = 300
"""Characters of a value that are kept: more than any rule here allows, so that what is too long stays too long."""


def stripped(value: str | None) -> str | None:
    return value and value.strip()


class SignUp(Form):  # type: ignore[misc]  # WTForms has no types
    """Every rule of the form. `InputRequired` looks at what was sent, `DataRequired` at what became of it."""

    name = StringField(
        "Your name",
        [DataRequired("Write your name."), Length(2, 60, "A name has 2 to 60 characters.")],
        filters=[stripped],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        "Mail address",
        [
            DataRequired("Write your mail address."),
            Regexp(EMAIL, message="Write a whole address, such as zoe@example.org.", matcher=re.fullmatch),
            Length(max=254, message="An address has at most 254 characters."),
        ],
        filters=[stripped],
        render_kw={"autocomplete": "email"},
    )
    age = IntegerField(
        "Age",
        [InputRequired("Write your age."), NumberRange(13, 120, "It must be from 13 to 120.")],
        invalid_value_message="Write a whole number, such as 42.",
        description="In years, from 13 to 120.",
        widget=TextInput(),  # type=number would keep from the server, and its message, what is no number
        render_kw={"inputmode": "numeric"},
    )
    day = DateField(
        "First day",
        [
            InputRequired("Choose your first day."),
            DateRange(date(2000, 1, 1), date(2099, 12, 31), "It must be in this century."),
        ],
        invalid_value_message="Write a date that there is, such as 2026-01-30.",
        description="A weekday, as year-month-day.",
    )
    website = URLField(
        "Website",
        [
            Optional(),
            URL(message="Write a whole address, such as https://example.org/."),
            Length(max=200, message="An address has at most 200 characters here."),
        ],
        filters=[stripped],
        description="If you have one.",
    )
    course = SelectField(
        "Course",
        [InputRequired("Choose a course.")],
        choices={"": "(choose one)", "http": "HTTP by hand", "forms": "Forms", "cookies": "Cookies"},
        invalid_choice_message="There is no such course. Choose one from the list.",
    )
    message = TextAreaField(
        "Message",
        [Optional(), Length(max=280, message="A message has at most 280 characters.")],
        description="If you like, in 280 characters.",
    )
    accept = BooleanField(
        "I accept the rules of the course",
        [DataRequired("Accept the rules to sign up.")],
        render_kw={"value": "yes"},
    )

    def validate_day(self, field: DateField) -> None:
        """A rule of this form's own: WTForms finds it by its name."""
        if field.data and field.data.weekday() >= 5:
            raise ValidationError(f"Courses begin on a weekday, and this is a {field.data:%A}.")


def typed(sent: MultiDict[str, str]) -> dict[str, str]:
    """What was typed into each field of the form; where it is so long that it is wrong anyway, its beginning."""
    return {field.name: cut(with_lf(sent[field.name])) for field in SignUp() if field.name in sent}


def with_lf(value: str) -> str:
    """A line break as it was typed, one character, of which a form sends two (HTML standard, *Form submission*)."""
    return value.replace("\r\n", "\n")


def cut(value: str) -> str:
    return value if len(value) <= KEPT else f"{value[:KEPT]}…"


def understood(form: SignUp) -> dict[str, Any]:
    """The values of the fields that are right, as Python has them after the conversion."""
    return {field.name: field.data for field in form if not field.errors}
