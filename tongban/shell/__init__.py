"""Shell: mounts everything. Settings, addresses, the WSGI entry, the command line, the database supervisor.

Owns no tables and no rules. It alone may import every room and the demonstration city.
"""
