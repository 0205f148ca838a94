"""`python -m xinzhi`."""

from xinzhi.cli.main import main

if __name__ == "__main__":
    main()
