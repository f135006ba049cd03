"""`python -m roundtrip`: the command where its script is not on the PATH."""

from .cli import main

main(prog_name="python -m roundtrip")
