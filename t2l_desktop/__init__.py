"""T2L Desktop: type what a model should be good at, get an adapter for it, chat with it, offline."""

__version__ = "0.1.0"
