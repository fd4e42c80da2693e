"""Everything the application imports, so that a process forked from here starts at once."""

import importlib
import pkgutil

import flask.cli  # noqa: F401  the command line itself

import incubator

for module in pkgutil.walk_packages(incubator.__path__, "incubator."):
    importlib.import_module(module.name)
