"""Views of the portal: parse, ask one question or call one verb, render."""
