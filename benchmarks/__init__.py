"""Evaluations and benchmarks: each module is a command that prints JSON."""
