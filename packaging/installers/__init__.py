"""What turns a checkout into installers; `packaging/build.py` is the way in."""
