import pytest
from scrapy.http import HtmlResponse, Request
from scrapy.http.request import NO_CALLBACK
from scrapy.statscollectors import StatsCollector
from scrapy.utils.test import get_crawler

from newscrawl.core.blocking import AccessDenied, HostBlocked, refusal
from newscrawl.middlewares.blocked_hosts import BlockedHostsMiddleware

ARTICLE = b"<html><head><title>Navy orders two hulls</title></head><body><p>" + b"Text. " * 400 + b"</p></body></html>"


@pytest.mark.parametrize("status", [401, 403, 429, 451])
def test_statuses_that_refuse(status):
    assert refusal(status, ARTICLE) == str(status)


@pytest.mark.parametrize("status", [200, 304, 404, 410, 500, 503])
def test_statuses_that_do_not(status):
    assert refusal(status, ARTICLE) is None


@pytest.mark.parametrize(
    "body",
    [
        b"<html><head><title>Just a moment...</title></head></html>",
        b"<!DOCTYPE html><title>Attention Required! | Cloudflare</title>",
        b"<html><head><title>Access Denied</title></head><body>Reference #18.2f</body></html>",
        b'<?xml version="1.0"?><!DOCTYPE html><html><head><title>403 Forbidden</title></head></html>',
        b'<html><script src="/_Incapsula_Resource?SWJIYLWA=5074"></script></html>',
    ],
)
def test_challenge_pages_that_come_as_200(body):
    assert refusal(200, body) == "challenge page"


def test_an_article_about_a_challenge_page_is_an_article():
    quoting = ARTICLE.replace(b"Text. ", b"The page read: Just a moment, access denied. ")
    assert refusal(200, quoting) is None


def middleware(patience=3):
    stats = StatsCollector(get_crawler())
    return BlockedHostsMiddleware(patience, stats), stats


def answer(mw, url, status, callback=None):
    request = Request(url, callback=callback)
    mw.process_request(request)
    return mw.process_response(request, HtmlResponse(url, status=status, body=ARTICLE, request=request))


def test_after_three_refusals_in_a_row_the_host_is_asked_no_more():
    mw, stats = middleware()
    for number in range(3):
        with pytest.raises(AccessDenied, match="403"):
            answer(mw, f"https://a.example/{number}", 403)
    with pytest.raises(HostBlocked, match=r"a\.example denied access 3 times in a row"):
        answer(mw, "https://a.example/4", 200)
    assert stats.get_value("newscrawl/refused/answers") == 3
    assert stats.get_value("newscrawl/refused/not_asked") == 1
    assert answer(mw, "https://b.example/", 200).status == 200, "another host is asked as before"


def test_a_page_in_between_starts_the_count_anew():
    mw, _ = middleware()
    for status in (403, 429, 200, 403, 403):
        try:
            answer(mw, "https://a.example/x", status)
        except AccessDenied as error:
            assert not isinstance(error, HostBlocked)
    assert answer(mw, "https://a.example/y", 200).status == 200


def test_a_feed_that_is_answered_does_not_end_a_row_of_refused_pages():
    mw, _ = middleware()
    for status, callback in ((403, None), (403, None), (200, NO_CALLBACK), (403, None)):
        try:
            answer(mw, "https://a.example/x", status, callback)
        except AccessDenied as error:
            assert not isinstance(error, HostBlocked)
    with pytest.raises(HostBlocked):
        answer(mw, "https://a.example/y", 200)


def test_sources_that_are_guarded_keep_nobody_from_the_pages():
    mw, stats = middleware()
    for number in range(3):
        with pytest.raises(AccessDenied, match="401"):
            answer(mw, f"https://a.example/wp-json/{number}", 401, NO_CALLBACK)
    with pytest.raises(HostBlocked):
        answer(mw, "https://a.example/sitemap.xml", 200, NO_CALLBACK)
    assert stats.get_value("newscrawl/refused/not_asked") is None
    assert answer(mw, "https://a.example/story", 200).status == 200
    assert stats.get_value("newscrawl/refused/answers") is None, "no page was refused"
    assert answer(mw, "https://a.example/feed/", 200, NO_CALLBACK).status == 200, "it gives pages"


def test_after_refused_pages_no_source_is_asked_either():
    mw, _ = middleware()
    for number in range(3):
        with pytest.raises(AccessDenied, match="403"):
            answer(mw, f"https://a.example/{number}", 403)
    with pytest.raises(HostBlocked):
        answer(mw, "https://a.example/feed/", 200, NO_CALLBACK)


def test_a_guarded_robots_txt_is_no_refusal_of_pages():
    mw, _ = middleware(patience=1)
    assert answer(mw, "https://a.example/robots.txt", 403).status == 403
    assert answer(mw, "https://a.example/x", 200).status == 200
