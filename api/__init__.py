"""Serves the records: the HTTP API, the paper page, and the `arxivlens` command."""
