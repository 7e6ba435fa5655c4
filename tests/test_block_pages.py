"""Block pages are told from articles, feeds and sitemaps that only speak of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.block_pages import blocked_by
from newscrawl.core.blocking import CHALLENGE, refusal

PADDING = "<style>.box { margin: 0 }</style><!-- padding -->" * 400


@pytest.mark.parametrize(
    ("page", "shown_by"),
    [
        ("<html><head><title>Just a moment...</title></head></html>", "Just a moment"),
        ("<!DOCTYPE html><title>Attention Required! | Cloudflare</title>", "Attention Required"),
        ("<title>Access denied | news.example used Cloudflare to restrict access</title>", "Access denied"),
        ("<title>Example News - Are you a robot?</title>", "Are you a robot"),
        ("<title>403 - Forbidden</title>", "403 - Forbidden"),
        ("<title>Human Verification</title>", "Human Verification"),
        ("<title>DDoS-Guard</title><h1>Checking your browser before accessing news.example</h1>", "DDoS-Guard"),
        ("<title>Security Check</title>", "Security Check"),
        ("<title>news.example</title><h1>Sorry, you have been blocked</h1><p>Why?</p>", "Sorry, you have been blocked"),
        (
            "<title>news.example</title><p>Verify you are human by clicking below.</p>",
            "Verify you are human",
        ),
        ("<p>Please verify that you are a human</p>", "verify that you are a human"),
        ("<title>Error</title><body>Request Rejected. Reference #18.2f6b1cb8</body>", "Request Rejected"),
        ('<html><script src="/_Incapsula_Resource?SWJIYLWA=5074"></script></html>', "_Incapsula_Resource"),
        ("<script>a.src='/cdn-cgi/challenge-platform/h/b/orchestrate'</script>", "cdn-cgi/challenge-platform/"),
        (f'<?xml version="1.0"?><!DOCTYPE html><h1>403   Forbidden</h1>{PADDING}', "403 Forbidden"),
        ("<Error><Code>AccessDenied</Code></Error>", "AccessDenied"),
        ('<?xml version="1.0"?><rss><channel/></rss><b>Access  Denied</b>', "Access Denied"),
        ("\ufeff<html><title>Just a moment&#8230;</title></html>", "Just a moment"),
    ],
)
def test_a_block_page_is_known_by_script_title_or_text(page, shown_by):
    assert blocked_by(page.encode()) == shown_by
    assert refusal(200, page.encode()) == CHALLENGE


TEXT = "<p>The navy&#8217;s recruiting page asked sailors to prove that they exist.</p>"


@pytest.mark.parametrize(
    "page",
    [
        f"<title>Access denied: how hackers took a port</title>{TEXT}",
        f"<title>Just a moment of silence for the crew | News</title>{TEXT}",
        f"<title>Harbor</title>{TEXT * 60}<p>Access denied, said the page.</p>",
        f"<title>Harbor</title>{TEXT}<p>The page said “Verify you are human” and nothing else.</p>",
        f"<title>Harbor</title><article>{TEXT}<p>You have been blocked, it read.</p></article>",
        f"<title>Access denied</title><meta property='og:type' content='article'>{TEXT}",
        f'<title>Security check</title><script type="application/ld+json">{{"@type": "NewsArticle"}}</script>{TEXT}',
        f"<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>{TEXT * 60}",
        "<rss><channel><item><title>Access Denied</title></item></channel></rss>",
        "<?xml version='1.0'?><!-- made by x --><feed><entry><title>Just a moment</title></entry></feed>",
        "<urlset><url><loc>https://news.example/ddos-guard/</loc></url></urlset>",
        '[{"title": {"rendered": "Access denied"}}]',
        '<li><h3><a href="/2026/11/22/denied/">Access denied: how hackers took a port</a></h3></li>',
        '{"html": "<a href=\\"/2026/11/22/denied/\\">Access denied: how hackers took a port</a>"}',
        "<title>Harbor</title><p>Nothing to see here.</p>",
        "",
    ],
)
def test_what_only_speaks_of_block_pages_is_none(page):
    assert blocked_by(page.encode()) is None
    assert refusal(200, page.encode()) is None


@given(st.binary() | st.text().map(str.encode))
def test_any_body(body):
    blocked_by(body)


@pytest.mark.parametrize("piece", [b"<title>", b"<!--", b"<script ", b"<", b"<?x>", b"<a ", b"og:type' "])
def test_hostile_markup_takes_time_in_proportion(piece):
    assert blocked_by(piece * (119_000 // len(piece))) is None
