"""The features, in the order of the tutorial. Each module has one blueprint, with the name of the module."""

from __future__ import annotations

from . import (
    answers,
    authentication,
    catch,
    cookies,
    errors,
    failures,
    forms,
    hello,
    login,
    methods,
    origins,
    redirects,
    responses,
    routing,
    session,
    static,
    templates,
    upload,
)

FEATURES = (
    hello,
    routing,
    methods,
    forms,
    login,
    session,
    templates,
    responses,
    redirects,
    cookies,
    upload,
    errors,
    static,
    origins,
    catch,
    authentication,
    answers,
    failures,
)
