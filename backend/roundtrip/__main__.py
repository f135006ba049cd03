"""`python -m roundtrip`: the command where its script is not on the PATH."""

from .cli import main

if __name__ == "__main__":  # tools import every module
    main(prog_name="python -m roundtrip")
