"""Placeholder until the pipeline stands."""
