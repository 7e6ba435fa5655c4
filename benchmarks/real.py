"""Crawl real material: one real article in many templates, and a real feed whose pages are refused.

    python benchmarks/real.py --data DIR

DIR holds ``amn/`` (the text of a real article, an excerpt of a real home page) and ``defensenews/`` (a real feed); none of
it is part of the project. The shipped spiders crawl it from a replica; every field is held against the source.
Exit status 1 when anything differs.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import jsonschema  # noqa: E402 - the path must be set first
from lxml import etree  # noqa: E402

from newscrawl.schema import article_schema  # noqa: E402
from newscrawl.testing.page import Page  # noqa: E402
from newscrawl.testing.server import LoopbackServer  # noqa: E402

AMN = "https://americanmilitarynews.com"
URL = f"{AMN}/2019/11/libya-claims-it-shot-down-us-drone-by-accident/"
IMAGE = f"{AMN}/wp-content/uploads/2019/11/MQ-1_Predator_unmanned_aircraft.jpg"
DN = "https://www.defensenews.com"

HEAD = """<!DOCTYPE html><html lang="en-US"><head><meta charset="UTF-8"/><title>{headline} | American Military News</title>
<link rel="canonical" href="{url}"/><meta property="og:title" content="{headline}"/>{meta}
<script>window.dataLayer=window.dataLayer||[];</script></head><body class="{body_class}">
<header><nav><ul><li><a href="/category/news/">News</a></li><li><a href="/category/branches/navy/">Navy</a></li></ul></nav></header>
<div id="downloadBar"><a href="http://amne.ws/">Download the AMN app for your mobile device today <em>- FREE!</em></a></div>"""
META = '<meta property="og:type" content="article"/><meta property="og:site_name" content="American Military News"/>'
SHARE = """<div class="swp_social_panel share-bar"><a href="https://www.facebook.com/sharer.php?u=x">Share</a>
<a href="https://twitter.com/intent/tweet?u=x">Tweet</a></div>"""
ADVERT = """<div class="code-block code-block-3"><span class="hide_ia">ADVERTISEMENT</span>
<div id="div-gpt-ad-1547"><ins class="adsbygoogle"></ins></div></div>"""
RELATED = """<div class="related-posts"><h3>You may also like</h3><ul>
<li><a href="/2019/11/air-force-names-new-base-commander-in-nevada/">Air Force names new base commander in Nevada</a></li>
<li><a href="/2019/11/navy-ship-returns-from-long-deployment/">Navy ship returns from long deployment</a></li></ul></div>"""
LETTER = """<div class="nm-mc-form gform_wrapper"><form><h4>Get the Daily AMN Briefing</h4>
<p>Stay up to date with the stories that matter.</p><input type="email"/><button>Subscribe</button></form></div>"""
FOOT = """<aside class="sidebar"><h3>Top News</h3><div class="featuredPostTitle"><a href="/ai/a-press-item/">A press item from
the department</a></div><p>Thank you for Subscribing to AMN Push Alerts</p></aside>
<footer><p>Copyright 2019 - American Military News. All Rights Reserved.</p></footer></body></html>"""
FIGURE = """<figure class="wp-caption wp-block-image"><img src="{image}" width="1200" height="800" alt=""/>
<figcaption class="wp-caption-text">{caption}</figcaption></figure>"""
PLAIN_PICTURE = '<p><img src="{image}" width="1200" height="800"/></p><p>{caption}</p>'
TEMPLATES = {
    "theme of 2018": (
        "single single-post",
        """<div id="main"><div class="wrapper"><div class="singlePost padBox post-1 post type-post">{promo}
<h1 class="singlePostTitle">{headline}</h1>{figure}<div class="singlePostMeta"><span class="published DND-1">{date}</span>
<span class="vcard author"><span class="fn"><a rel="author" href="/author/x/">Editorial Staff</a></span></span></div>{share}
<div class="singlePostContent">{text}</div>{letter}{related}</div></div></div>""",
    ),
    "theme of 2016": (
        "single",
        """<section class="content"><article class="post-1 post hentry">{promo}<div class="post-inner"><h1 class="post-title">
{headline}</h1>{figure}<p class="post-byline">by <span class="vcard author"><span class="fn"><a href="/author/x/">Editorial
Staff</a></span></span> &middot; {date}</p><div class="entry"><div class="entry-inner">{text}</div>
<p class="post-tags"><span>Tags:</span> <a rel="tag" href="/tag/libya/">Libya</a></p></div>{share}</div></article>
<div class="sidebar-content"><p>Stay Up to Date!</p></div>{related}{letter}</section>""",
    ),
    "tagDiv, td-post-content": (
        "td_article single-post",
        """<div class="td-main-content-wrap"><article class="post-1 post td-post-template-default">{promo}<header
class="td-post-title"><h1 class="entry-title">{headline}</h1></header>{share}<div class="td-post-content tagdiv-type">
{figure}<div class="td-module-date">{date}</div>{text}</div>{related}<div class="td-author-name">Editorial Staff</div>
</article>{letter}</div>""",
    ),
    "tagDiv, tdb_single_content": (
        "tdb-template",
        """{promo}<div class="td_block_wrap tdb_title"><h1 class="tdb-title-text">{headline}</h1></div>{figure}<div
class="tdb_single_date"><time class="entry-date">{date}</time></div>{share}<div class="td_block_wrap tdb_single_content">
<div class="tdb-block-inner td-fix-index">{text}</div></div>{letter}{related}""",
    ),
    "block theme, entry-content": (
        "wp-site-blocks",
        """<main><div class="wp-block-group">{promo}<h1 class="wp-block-post-title">{headline}</h1><div class="entry-content
wp-block-post-content">{figure}<p>{date}</p>{text}{share}</div>{related}</div>{letter}</main>""",
    ),
    "classic theme, everything in entry-content": (
        "single-post",
        """<div id="content"><article class="post-1 post hentry"><div class="entry-content">{promo}<h1>{headline}</h1>
{figure}<p>{date}</p>{text}{share}{letter}</div></article>{related}</div>""",
    ),
    "caption as a plain paragraph": (
        "single-post",
        """<article><div class="post-content">{promo}<h1>{headline}</h1>{picture}<p>{date}</p>{text}</div>{share}</article>
{related}{letter}""",
    ),
    "page builder": (
        "et_pb_pagebuilder_layout",
        """<div class="et_pb_section"><div class="et_pb_row">{promo}<div class="et_pb_text_inner"><h1>{headline}</h1></div>
<div class="et_pb_image">{figure}</div><div class="et_pb_text_inner"><p>{date}</p></div><div class="et_pb_text_inner">{text}
</div>{share}</div>{related}{letter}</div>""",
    ),
    "no telling class at all": (
        "",
        """<div><div class="a1"><div class="b7">{promo}<h1>{headline}</h1>{picture}<div class="c3">{date}</div>
<div class="d9">{text}</div>{share}</div><div class="b8">{related}{letter}</div></div></div>""",
    ),
    "divs for paragraphs": (
        "",
        """<main><h1>{headline}</h1>{promo}{figure}<span class="when">{date}</span><div class="story">{divs}</div>{share}
{related}{letter}</main>""",
    ),
}


def main() -> int:
    """Try everything; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    options = parser.parse_args()
    text_file = options.data / "amn" / "libya-claims-it-shot-down-us-drone-by-accident.txt"
    if not text_file.exists():
        parser.error(f"{options.data} does not hold amn/{text_file.name}")
    failures = 0
    for name in TEMPLATES:
        problems = amn(options.data, text_file.read_text("utf-8"), name)
        failures += bool(problems)
        print(f"amn, {name}: {'; '.join(problems) or 'as the source'}")
    problems, told = defensenews(next((options.data / "defensenews").glob("*.xml")).read_bytes())
    failures += bool(problems)
    print(f"defensenews: {told}: {'; '.join(problems) or 'as the source'}")
    return int(bool(failures))


def amn(data: Path, source: str, template: str) -> list[str]:
    """Crawl the article in one template; gives what differs from the source."""
    # White space is folded: the source has non-breaking spaces, a record has plain ones.
    promo, headline, caption, *body = [" ".join(line.split()) for line in source.split("\n") if line.strip()]
    date, *paragraphs = body
    with LoopbackServer() as replica:
        replica.add(f"{AMN}/", Page.of((data / "amn" / "home-2018-excerpt.html").read_text("utf-8")))
        replica.add(f"{AMN}/feed/", Page.xml(feed_of(headline)))
        replica.add(URL, Page.of(page_of(template, promo, headline, caption, date, paragraphs)))
        _, lines, _ = crawl("amn", replica)
    if len(lines) != 1:
        return [f"{len(lines)} records"]
    (record,) = lines
    wanted = {
        "headline": "Libya claims it shot down US drone by accident",
        "date_published": "2019-11-26T14:05:33-05:00",
        "authors": [],
    }
    problems = [f"{name}: {record[name]!r}" for name, value in wanted.items() if record[name] != value]
    images = [(image["caption"], image["credit"]) for image in record["images"]]
    if images != [("Air Force MQ-1 Predator unmanned aircraft.", "U.S. Air Force photo/Lt Col Leslie Pratt")]:
        problems.append(f"images: {record['images']}")
    got = record["body"].split("\n\n")
    if got != paragraphs:
        lost, more = [x for x in paragraphs if x not in got], [x for x in got if x not in paragraphs]
        problems.append(f"body lacks {lost}, adds {more}")
    return problems


def feed_of(headline: str) -> str:
    """A summary feed with the article alone."""
    return f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>American Military News</title><link>{AMN}</link><item><title>{headline}</title><link>{URL}</link>
<pubDate>Tue, 26 Nov 2019 14:05:33 -0500</pubDate><dc:creator><![CDATA[Editorial Staff]]></dc:creator>
<description><![CDATA[<p>Libyan officials claimed its military shot down a U.S. drone [&#8230;]</p>]]></description>
</item></channel></rss>"""


def page_of(template: str, promo: str, headline: str, caption: str, date: str, paragraphs: list[str]) -> str:
    """The article's page in that template, its blocks in the order of the source."""
    body_class, layout = TEMPLATES[template]
    halves = [paragraphs[: len(paragraphs) // 2], paragraphs[len(paragraphs) // 2 :]]
    text = ADVERT.join("\n".join(f"<p>{escape(line, quote=False)}</p>" for line in half) for half in halves)
    divs = "\n".join(f"<div>{escape(line, quote=False)}</div>" for line in paragraphs)
    head = HEAD.format(headline=headline, url=URL, meta=META, body_class=body_class)
    return (
        head
        + layout.format(
            promo=f"<p><strong><a href='https://t.me/amn'>{promo}</a></strong></p>",
            headline=headline,
            figure=FIGURE.format(image=IMAGE, caption=caption),
            picture=PLAIN_PICTURE.format(image=IMAGE, caption=caption),
            date=date,
            text=text,
            divs=divs,
            share=SHARE,
            related=RELATED,
            letter=LETTER,
        )
        + FOOT
    )


def defensenews(feed: bytes) -> tuple[list[str], str]:
    """Crawl the real feed with every page refused; gives what differs, and what it came to."""
    items = etree.fromstring(feed).findall(".//item")
    wanted = {item.findtext("link", "").strip(): item for item in items}
    with LoopbackServer() as replica:
        replica.add(f"{DN}/arc/outboundfeeds/rss/?outputType=xml", Page.xml(feed))
        replica.add_host("www.defensenews.com", Page.refusal(403))
        replica.add(f"{DN}/robots.txt", Page.text("User-agent: *\nAllow: /\n"))
        status, lines, screen = crawl("defensenews", replica)
        refused = [asked.target for asked in replica.log if asked.status == 403]
    problems = [] if status == 3 else [f"exit status {status}"]
    if len(lines) != len(items):
        problems.append(f"{len(lines)} records")
    if len(refused) != 3:
        problems.append(f"{len(refused)} refused requests: {refused}")
    for record in lines:
        problems += differences(record, wanted[record["url"]])
    ways = Counter(record["provenance"].get("body") for record in lines)
    credited = sum(1 for record in lines for image in record["images"] if image["credit"])
    captions = sum(1 for record in lines for image in record["images"] if image["caption"])
    authors = sum(len(record["authors"]) for record in lines)
    agencies = Counter(record["source_agency"] for record in lines if record["source_agency"])
    told = (
        f"{len(lines)} of {len(items)} records, body by {dict(ways)}, {authors} authors, {captions} captions, "
        f"{credited} credits, agencies {dict(agencies)}, exit {status}, {len(refused)} refusals; {screen.splitlines()[0]}"
    )
    return problems, told


def differences(record: dict[str, Any], item: Any) -> list[str]:
    """Where a record disagrees with its feed item."""
    problems = []
    creators = item.findtext("{http://purl.org/dc/elements/1.1/}creator", "").strip()
    if len(record["authors"]) > creators.count(",") + 1 or any(name not in creators for name in record["authors"]):
        problems.append(f"authors {record['authors']} of {creators!r}")
    if record["date_published"][-6:] != "+00:00":
        problems.append(f"date {record['date_published']}")
    if record["section"] != record["url"].removeprefix(DN).split("/")[1]:
        problems.append(f"section {record['section']} of {record['url']}")
    content = item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded", "")
    words = Counter(re.findall(r"\w+", " ".join(etree.HTML(content).itertext())))
    extra = Counter(re.findall(r"\w+", record["body"])) - words
    if sum(extra.values()) > 5 or record["word_count"] < 0.85 * sum(words.values()):
        problems.append(f"body of {record['url']}: {record['word_count']} of {sum(words.values())} words, new {extra}")
    problems += [
        f"image {image}"
        for image in record["images"]
        if image["credit"] and (image["credit"].startswith("(") or image["credit"] in (image["caption"] or ""))
    ]
    return problems


def crawl(site: str, replica: LoopbackServer) -> tuple[int, list[dict[str, Any]], str]:
    """Run the shipped spider; gives exit status, records (each held against the schema), what it said."""
    with tempfile.TemporaryDirectory() as folder:
        words = [
            sys.executable,
            "-m",
            "scrapy",
            "crawl",
            site,
            "-s",
            "DOWNLOAD_DELAY=0",
            "-s",
            "AUTOTHROTTLE_ENABLED=0",
        ]
        environment = {**os.environ, "NEWSCRAWL_OUTPUT": folder, "NEWSCRAWL_REPLICA": replica.address}
        done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        lines = [
            json.loads(line)
            for path in Path(folder).glob(f"{site}/*.jsonl")
            for line in path.read_text("utf-8").split("\n")
            if line
        ]
    for line in lines:
        jsonschema.validate(line, article_schema())
    return done.returncode, lines, done.stderr


if __name__ == "__main__":
    sys.exit(main())
