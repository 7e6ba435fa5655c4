"""Defense News."""

from newscrawl.families.arcxp import ARTICLE_PATH, STORY_KEY, ArcXPSpider
from newscrawl.urls import Addresses


class DefensenewsSpider(ArcXPSpider):
    """Defense News."""

    name = "defensenews"
    publisher = "Defense News"
    house = "sightline"
    allowed_domains = ("defensenews.com",)
    addresses = Addresses(
        host="www.defensenews.com",
        house="sightline",
        article=(ARTICLE_PATH,),
        exclude=("^/video/",),
        path_key=STORY_KEY,
    )
    zone = "America/New_York"
    sections = ("global", "pentagon", "air", "land", "naval", "unmanned", "space", "industry", "opinion")
