"""Reads that answer one route each, put together from `scraper.records.find`."""
