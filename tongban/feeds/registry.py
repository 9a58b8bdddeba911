"""Every reader by name."""

from __future__ import annotations

from tongban.feeds.errors import FeedUnknown
from tongban.feeds.guangdong import FEED as GUANGDONG
from tongban.feeds.national import FEED as NATIONAL
from tongban.feeds.rows import Feed
from tongban.feeds.sheet import FEED as SHEET

FEEDS: dict[str, Feed] = {feed.name: feed for feed in (GUANGDONG, NATIONAL, SHEET)}


def feed_named(name: str) -> Feed:
    """The reader; raises `FeedUnknown` with the names there are."""
    feed = FEEDS.get(name)
    if feed is None:
        raise FeedUnknown(feed=name[:40], known="、".join(sorted(FEEDS)))
    return feed
