"""Which of several nodes derives, and how far whoever derives has come. Read `port.py` first."""
