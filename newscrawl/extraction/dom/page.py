"""Parses a page once, and queries it by CSS selectors and names of metadata.

The rest of the project sees the parser only in its nodes (``selectolax.lexbor.LexborNode``). Lexbor was chosen by
measuring: it parses HTML as browsers do, in half of lxml's time.

The tree of a hostile page may be some thousands of elements deep: walk it with ``node.traverse()`` or a stack, never by
recursion.
"""

from functools import cached_property
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newscrawl.extraction.dom.encoding import to_utf8
from newscrawl.extraction.dom.sanitize import sanitize
from newscrawl.extraction.fields.linked_data import LinkedData

_META_NAMES = ("property", "name", "itemprop", "http-equiv")


class Page:
    """An HTML page, parsed.

    ``content`` is the body of a response (bytes) or markup (str); ``url`` its address at the end of redirects;
    ``encoding`` what the HTTP header declares, if anything: it is a hint, not believed when the bytes say otherwise.

    Any input makes a page: empty, binary, broken, or hostile. Attributes that a page lacks are None or empty.
    """

    def __init__(self, content: bytes | str, url: str, *, encoding: str | None = None) -> None:
        self.url = url
        if isinstance(content, str):
            content = content.encode("utf-8", "replace")
            self.encoding = "utf-8"
        else:
            content, self.encoding = to_utf8(content, encoding)
        self.tree = LexborHTMLParser(sanitize(content))

    @property
    def root(self) -> LexborNode:
        """The ``html`` element; the parser makes one where the page has none."""
        root = self.tree.root
        assert root is not None  # noqa: S101 - the HTML standard's tree construction always makes one
        return root

    def css(self, selector: str) -> list[LexborNode]:
        """All elements that match ``selector``, in the order of the page."""
        return self.tree.css(selector)

    def any_of(self, selectors: tuple[str, ...]) -> list[LexborNode]:
        """All elements that match any of ``selectors``, in one query."""
        return self.tree.css(",".join(selectors)) if selectors else []

    def first(self, selector: str) -> LexborNode | None:
        """The first element that matches ``selector``."""
        return self.tree.css_first(selector)

    def meta(self, *names: str) -> str | None:
        """Content of the first of ``names`` that has any. ``property``, ``name`` and ``itemprop`` count alike."""
        for name in names:
            if contents := self._meta.get(name.lower()):
                return contents[0]
        return None

    def metas(self, name: str) -> list[str]:
        """Contents of all ``<meta>`` of that name, without empty ones, in the order of the page."""
        return self._meta.get(name.lower(), [])

    @cached_property
    def _meta(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for node in self.tree.css("meta[content]"):
            attributes = node.attributes
            for key in _META_NAMES:
                name = attributes.get(key)
                if name and (content := (attributes["content"] or "").strip()):
                    found.setdefault(name.strip().lower(), []).append(content)
        return found

    @cached_property
    def linked_data(self) -> LinkedData:
        """The page's JSON-LD."""
        return LinkedData(node.text() for node in self.tree.css('script[type*="ld+json"]'))

    @cached_property
    def title(self) -> str | None:
        """Text of the ``<title>``, its white space folded."""
        node = self.tree.css_first("title")
        return " ".join(node.text()[:5000].split()) or None if node else None

    @cached_property
    def html_lang(self) -> str | None:
        """The ``lang`` attribute of the ``html`` element."""
        attributes = self.root.attributes
        return (attributes.get("lang") or attributes.get("xml:lang") or "").strip() or None

    @cached_property
    def base_url(self) -> str:
        """The base of the page's relative addresses (``<base href>``, else the page's own address)."""
        node = self.tree.css_first("base[href]")
        href = (node.attributes.get("href") or "").strip() if node else ""
        try:
            return urljoin(self.url, href)
        except ValueError:
            return self.url

    def absolute(self, href: str | None) -> str | None:
        """Return the absolute http(s) address of ``href`` on this page, or None when it has none."""
        href = "".join((href or "").split())
        if not href or href.startswith("#"):
            return None
        try:
            url = urljoin(self.base_url, href)
            parts = urlsplit(url)
        except ValueError:
            return None
        return url if parts.scheme in ("http", "https") and parts.hostname else None
