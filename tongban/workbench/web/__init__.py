"""Pages of the workbench: parse, ask one question or call one verb, draw."""
