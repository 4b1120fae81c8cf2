"""Lists of papers for other programs, written as they are read: however long, in the same memory.

`sources` says which papers, `formats` how they are written; `api.exporting` sends them to a reader
of the API, `api.export_command` to a file.
"""
