"""Scenarios a lawyer can read: what happens on which day, and what must then be so.

A scenario is a YAML file in Chinese (`demo/data/scenarios`): an item, dated steps of people, and expected states,
clocks and documents, each resting on named articles. It is played on the real verbs, in a transaction that is taken
back.
"""

from tongban.demo.scenarios.articles import Article, articles_of
from tongban.demo.scenarios.covering import table
from tongban.demo.scenarios.playing import Played, play, played_alone
from tongban.demo.scenarios.reading import Scenario, read_scenario, shipped

__all__ = [
    "Article",
    "Played",
    "Scenario",
    "articles_of",
    "play",
    "played_alone",
    "read_scenario",
    "shipped",
    "table",
]
