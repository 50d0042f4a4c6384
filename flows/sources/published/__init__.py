"""Readers of published statistics: a folder of files as publishers leave them, into one long frame of figures."""

from flows.sources.published.folder import Published, Refusal, read_folder

__all__ = ["Published", "Refusal", "read_folder"]
