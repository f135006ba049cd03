"""The features, in the order of the tutorial. Each module has one blueprint, with the name of the module."""

from __future__ import annotations

from . import (
    caching,
    catch,
    cookies,
    errors,
    forms,
    hello,
    login,
    methods,
    origins,
    practice,
    redirects,
    responses,
    routing,
    session,
    socket,
    static,
    streaming,
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
    caching,
    streaming,
    socket,
    practice,
)
