"""`python -m creatorgraph` is the `creatorgraph` command."""

from creatorgraph.cli import main

if __name__ == "__main__":
    main()
