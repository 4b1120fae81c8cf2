"""Everything together: the real server and worker, a real browser with the real extension."""
