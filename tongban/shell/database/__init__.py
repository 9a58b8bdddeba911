"""The city's PostgreSQL: an embedded one under `TONGBAN_HOME`, or the city's own by address.

`embedded` owns the cluster (roles, health, restart), `setup` brings a database to the present schema
with the right grants. Nothing here imports Django models.
"""
