"""Pages of the console: parse, ask one question or call one verb, draw."""
