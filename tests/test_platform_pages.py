"""Pages of each platform's sites in its markup, our own words: the traps that docstrings name."""

from newscrawl.spiders.defenseone import DefenseoneSpider
from newscrawl.spiders.spacenews import SpacenewsSpider
from newscrawl.testing.page import Page as Reply

DEFENSEONE = "https://www.defenseone.com"
STORY = f"{DEFENSEONE}/threats/2026/01/harbor-buoys-learn-listen/413870/"
PARAGRAPHS = (
    "Four buoys off Port Alder tell small boats from large ones by sound alone, the harbor authority said on Tuesday.",
    "The buoys cost less than one patrol a month, and they do not mind the weather, an engineer told reporters.",
    "A second row will follow in spring if the money for cables is found.",
)


def govexec_page(second=True):
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    more = (
        """<article><header class="content-header"><h1 class="content-title">Another story below</h1></header>
        <div class="content-body wysiwyg wysiwyg-article"><p>This text belongs to another story altogether, and it must
        not stand in the first one's record, however long it is.</p></div></article>"""
        if second
        else ""
    )
    return f"""<!DOCTYPE html><html lang="en"><head><title>Harbor buoys learn to listen - Defense One</title>
<link rel="canonical" href="{STORY}"/><meta property="og:type" content="article"/>
<script type="application/ld+json">{{"@context":"http://schema.org","@type":"Article",
"headline":"Harbor buoys learn to listen","datePublished":"2026-01-13T17:06:41","dateModified":"2026-01-13T18:10:00",
"author":{{"@type":"Person","name":"Ilse Marrant","url":"/voices/ilse-marrant/1/"}}}}</script></head><body>
<div class="js-articles"><article><header class="content-header">
<h1 class="content-title">Harbor buoys learn to listen</h1>
<img src="https://cdn.defenseone.com/media/img/buoy/860x394.jpg" width="860" height="394" alt=""/>
<p class="content-caption-and-attribution"><span class="content-image-caption">A buoy off Port Alder.</span>
<span class="content-image-attribution">Port Alder Harbor Authority</span></p></header>
<div class="content-sub-header"><h2 class="content-subhed">Sound tells small boats from large ones.</h2></div>
<div class="content-byline-and-date"><div class="content-byline">By <a class="gemg-author-link">Ilse Marrant</a></div>
<time class="content-publish-date" datetime="2026-01-13T22:06:41+00:00">January 13, 2026 05:06 PM ET</time></div>
<div class="content-body wysiwyg wysiwyg-article">{text}<div class="related-articles-placeholder">Related articles</div>
</div><ul class="content-topics"><li class="tags-item"><a>Harbors</a></li></ul></article>{more}</div></body></html>"""


def feed(url, title, published):
    return f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title><item><title>{title}</title>
<link>{url}</link><guid>{url}</guid><pubDate>{published}</pubDate></item></channel></rss>"""


def test_govexec_reads_the_first_article_of_a_page_at_its_own_instant(replica, newsdesk):
    published = "Tue, 13 Jan 2026 17:06:41 -0500"
    replica.add(f"{DEFENSEONE}/rss/all/", Reply.xml(feed(STORY, "Harbor buoys learn to listen", published)))
    replica.add(f"{DEFENSEONE}/", Reply.of(f'<h2 class="river-item-hed"><a href="{STORY}?oref=river">Harbor</a></h2>'))
    replica.add(STORY, Reply.of(govexec_page()))
    crawled = newsdesk.crawl("defenseone")
    (line,) = crawled.lines
    assert crawled.status == 0
    assert line["body"] == "\n\n".join(("Sound tells small boats from large ones.", *PARAGRAPHS))
    assert line["date_published"] == "2026-01-13T22:06:41+00:00"
    assert line["date_modified"] == "2026-01-13T18:10:00-05:00", "linked data without offset is Eastern time"
    assert line["authors"] == ["Ilse Marrant"]
    assert line["section"] == "threats"
    assert line["canonical_url"] == STORY
    assert [(image["caption"], image["credit"]) for image in line["images"]] == [
        ("A buoy off Port Alder.", "Port Alder Harbor Authority")
    ]


def test_govexec_knows_an_article_by_its_number():
    other = f"{DEFENSEONE}/technology/2026/01/Harbor-Buoys-Listen-now/413870/?oref=d1"
    assert DefenseoneSpider.identify(other) == DefenseoneSpider.identify(STORY)
    assert DefenseoneSpider.identify(other) != DefenseoneSpider.identify(STORY.replace("413870", "413871"))


def test_spacenews_articles_are_told_from_its_pages():
    articles = SpacenewsSpider.addresses
    assert articles.is_article("https://spacenews.com/two-firms-share-a-launch-pad/")
    for path in ("", "about/", "section/news/", "contact-us/", "two/firms-share-a-launch-pad/"):
        assert not articles.is_article(f"https://spacenews.com/{path}")
