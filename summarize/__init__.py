"""Key sentences of Arabic text and stories across articles. Works on plain strings; needs no model."""

from summarize.grouping import Story, group
from summarize.ranker import Ranked, rank, why
from summarize.selection import summarize

__all__ = ["Ranked", "Story", "group", "rank", "summarize", "why"]
