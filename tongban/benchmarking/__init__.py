"""Benchmarking (对标): our guides beside another place's, item by item.

Owns: comparisons, the pairs they propose, what people decided about pairs and what is learned from it; improvements
(优化任务) with their targets, timetables and measured gains, and what was said of departments in writing.
The other place's guides are lines of the catalogue imported before, or lines of a file kept with the comparison only.
Never changes a guide and counts no case itself; a better guide is published by the ordinary way of the catalogue.
"""
