"""American Military News."""

from dataclasses import replace

from newscrawl.families.wordpress import WordPressSpider
from newscrawl.urls import Addresses


class AmnSpider(WordPressSpider):
    """American Military News."""

    name = "amn"
    publisher = "American Military News"
    allowed_domains = ("americanmilitarynews.com",)
    addresses = Addresses(host="americanmilitarynews.com", article=(r"^/20\d\d/\d\d/[^/]+/?$",), exclude=(r"^/ai/",))
    zone = "America/New_York"
    sections = (
        "news",
        "world",
        "branches/army",
        "branches/navy",
        "branches/airforce",
        "branches/marines",
        "technology",
    )
    article = replace(
        WordPressSpider.article,
        # The theme of 2018 names all its parts so; which of them holds the text is inferred, not seen.
        body=(*WordPressSpider.article.body, "[class*=singlePostContent]", "[class*=singlePostText]"),
        drop=(*WordPressSpider.article.drop, ".hide_ia", "#AMN_leaderboard_MID", ".nm-mc-form", ".featuredPostBx"),
        promo=(
            r"Join our brand new verified AMN Telegram channel.*",
            r"Download the AMN app .*",
            r"Get the Daily AMN Briefing.*",
            r"Thank you for Subscribing to AMN Push Alerts.*",
            r"Click To Enable Breaking Alert Notifications!?",
            r"Defense Feed",
        ),
        ignore_keywords=(r"news\d*|ns|or|featured|top-news|top-block|breaking-news",),
        house_names=("Editorial Staff", "AMN Staff"),
    )
