"""The starter's tasks: what they are called, how people would ask for them, and what the right answer is."""
