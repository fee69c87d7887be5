"""The application: articles in, briefs and pack out."""

__version__ = "0.1.0"
