"""One file per resource: operations that call one verb or one question."""
