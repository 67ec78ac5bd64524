"""``python -m parley``: the same commands where the program itself is not on the path."""

from parley.cli import main

if __name__ == "__main__":
    main()
