from newscrawl.extraction.rules import Rules
from newscrawl.platforms.plain import PlainSpider
from newscrawl.urls import Addresses


class UkrinformSpider(PlainSpider):
    """Ukrinform, Ukraine's state news agency: its defense and war rubrics."""

    name = "ukrinform"
    publisher = "Ukrinform"
    addresses = Addresses(
        host="www.ukrinform.net",
        article=(r"^/rubric-(?:defense|ato)/\d{6,8}-[^/]+\.html$",),
        number=r"/(\d{6,8})-[^/]*\.html$",
    )
    timezone = "Europe/Kyiv"
    feeds = ("rss/rubric-defense", "rss/rubric-ato")
    listings = ("rubric-defense", "rubric-ato")
    tags = ("official", "war")
    status = "unverified"
    min_weekly_articles = 30
    article = Rules(
        body=(".newsHeading, .newsText", "article"),  # the first is a guess
        dek_in_body=True,
        drop=("aside", "img.pixel", "section.read", "div[data-name=int_hidden]"),
    )
