"""Recognizes by an element's names (class, id, role ...) whether it is clutter, or the text itself."""

import re

from newscrawl.extraction.dom.elements import Attributes, is_post

CLUTTER = frozenset(("comments", "cookies", "related", "promo", "share", "frame", "about"))
FIRM = frozenset(("comments", "cookies"))
"""Clutter even where it holds most of the page's text."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

_WORDS = {
    "comments": (
        r"comments?(?!-?(?:off|open|closed|none|count))\b commentlist disqus\w* respond\b replies livefyre "
        r"coral-talk facebook-comments fb-comments viafoura spot-?im openweb hyvor"
    ),
    "cookies": (
        r"cookies?\w* consent\w* gdpr\w* ccpa\w* onetrust\w* cmp-?\w* "
        r"privacy-?(?:banner|notice|popup|overview) cli-modal\w*"
    ),
    "related": (
        r"related\w* recirc\w* recommend\w* read-?(?:more|next|also|on)\b "
        r"more-?(?:stories|from|on|news|in|like|posts|articles|coverage)\b you-?(?:may|might)\w* trending "
        r"popular most-?(?:read|viewed|popular|recent)\w* outbrain\w* taboola\w* zergnet revcontent mgid "
        r"teasers? see-?also also-?(?:read|see|like) latest up-?next next-?(?:up|post|article|story)\w* "
        r"prev-?next previous\w* similar\w* suggest\w* interstitial\w* essentials yarpp\w* jp-relatedposts "
        r"rp4wp\w* further-?reading in-?other-?news other-?news featured-?(?:posts?|stories|articles|links?) "
        r"hot-?topics top-?stories story-?list headlines\b link-?list linkbox card-?(?:list|grid)s? "
        r"posts?-?(?:list|grid|nav\w*) article-?list playlists? onward\w* carousel explore-?more keep-?reading "
        r"inline-?(?:links?|related|story|article)s?"
    ),
    "promo": (
        r"promo\w* advert\w* ads?\b adbox adslot adunit "
        r"ad-?(?:container|wrapper|block|label|text|slot|unit|zone|space|placement|banner|box|area|section) "
        r"adsbygoogle dfp\w* gpt\b sponsor\w* banners? newsletters?\w* nl-?(?:signup|box|module) "
        r"subscri(?:be|ption|bers?)\w* sign-?up\w* signin log-?in\b register registration opt-?in mailchimp "
        r"mc-?(?:embed|form)\w* mc4wp\w* gform\w* wpforms?\w* cta\b call-?to-?action "
        r"app-?(?:download|promo|store|banner)\w* donat\w* support-?us membership\w* paywall\w* piano\b "
        r"tp-?modal affiliate-?(?:disclosure|disclaimer|note)\w* offers?\b deals?-?(?:widget|box|module) "
        r"shopping-?(?:widget|module)s? commerce-?(?:widget|module)s? marketing contest notification\w* "
        r"alert-?bar push-?\w* pop-?up\w* modal\w* overlay\w* lightbox\w* interscroller skyscraper leaderboard"
    ),
    "share": (
        r"shar(?:e|es|ing|ethis|edaddy)\b share-\w+ "
        r"share(?:bar|box|tools|buttons?|links|icons?|this|widget|daddy)\w* social\w* "
        r"follow(?:-?us|-?me|ers?|-?links?)?\b addthis\w* "
        r"addtoany\w* sharedaddy sd-?sharing a2a\w* heateor\w* ssba essb\w* wp-?socials? "
        r"tweet-?(?:this|button|box)\w* click-?to-?tweet print(?:-?(?:button|link|friendly|page))?\b "
        r"email-?(?:this|link|button|share)\w* reactions? like-?buttons? swp\w* bookmark\w* jetpack-?likes\w*"
    ),
    "frame": (
        r"nav\w* menus?\b sub-?menu breadcrumbs? crumbs? pagination pager\b paging page-?links? sidebars? "
        r"side-?(?:bar|column|col|nav|rail)\b (?:right|left)-?(?:rail|column|col|sidebar)\b rail\b widgets?\b "
        r"widget-?area footer\w* masthead site-?(?:header|footer|info|nav\w*) toolbars? top-?bar topbar "
        r"bottom-?bar ticker search-?\w* skip-?links? toc\b table-?of-?contents jump-?(?:to|links)\w* tools?\b "
        r"article-?tools back-?to-?top language-?(?:switcher|selector) weather "
        r"stock-?(?:ticker|quote|widget)s? quote-?box poll\b polls\b quiz\b accessibility-?\w*"
    ),
    "about": (
        r"by-?lines?\b authors?\b author-?\w+ bio\b bios\b biography about-?(?:the-?)?(?:author|writer)\w* "
        r"contributors?\b credits?\b date-?lines?\b post-?meta\w* entry-?meta\w* article-?meta\w* "
        r"story-?meta\w* meta\b meta-?(?:data|info|bar|line|wrap\w*) metadata post-?info article-?info "
        r"entry-?(?:footer|utility|date) post-?footer article-?footer publish(?:ed)?-?(?:date|on|time)\w* "
        r"pub-?date date\b dates\b time\b timestamp\w* posted-?(?:on|by|in)\w* last-?(?:updated|modified) "
        r"update-?time reading-?time read-?time tags?\b tag-?(?:list|cloud|links?|s) tags-?\w+ topics?\b "
        r"keywords categor(?:y|ies)\b cat-?links taxonom\w* filed-?under section-?(?:label|name|tag) eyebrow "
        r"kicker post-?tags copyright\w* correction-?policy legal terms\b disclaimers?\b disclosures?\b "
        r"trust-?\w* ratings?\b stars?\b rate-?this feedback report-?(?:error|typo|mistake) view-?count\w* "
        r"views\b gallery\w* slide-?show\w* slider\w* image-?(?:info|meta|details|legend) "
        r"photo-?(?:info|legend|details|meta) media-?(?:info|meta|details) "
        r"video-?(?:player|playlist|title|info|module|list|description|details|meta|overlay|js|embed|card)\w* "
        r"video-?container\w* "
        r"vjs-\w+ jw-?player\w* brightcove\w* audio-?player\w* player\b player-?\w+ "
        r"podcast-?(?:player|subscribe|promo)\w* listen\b text-?to-?speech trinity-?\w* speechify"
    ),
}
"""Kinds of clutter, and how the names of their elements begin (regular expressions, separated by spaces)."""

_ALTERNATIVES = "|".join(f"(?P<{kind}>{words.replace(' ', '|')})" for kind, words in _WORDS.items())
_CLUTTER = re.compile(rf"(?<![a-z0-9])(?:{_ALTERNATIVES})")
_TEXT = re.compile(
    r"(?<![a-z0-9])(?:(?:article|story|post|entry|news|blog|content|main|page|detail|text)[-_]*"
    r"(?:body|content|text|copy|main|article|story|wrap(?:per)?)\b|article-?page|hentry|type-post|post-?full|rich-?text"
    r"|body-?(?:copy|text|content|main)|prose\b|wysiwyg|single-?post|blogpost|(?:article|content|story|main)(?:\s|$))"
)
_LONGEST_NAMES = 400
"""Most characters of an element's names that are checked."""
_NEVER_CLUTTER = frozenset(("html", "body", "main", "article", "thead", "tbody", "tr"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
"""Their ``id`` repeats their words: it is for links to them."""
_ONLY = {
    "p": frozenset(("about", "comments", "cookies", "share")),
    **dict.fromkeys(_HEADINGS, frozenset(("comments", "cookies", "related", "share", "promo"))),
}
"""Kinds that these elements may be; other words in their names describe their surroundings (``p.paywall``)."""
_TAGS = {"footer": "frame", "menu": "frame"}
_ROLES = {
    **dict.fromkeys(("navigation", "contentinfo", "banner", "search", "menu", "menubar"), "frame"),
    **dict.fromkeys(("dialog", "alertdialog"), "promo"),
    "complementary": "related",
    "toolbar": "share",
}
_BODY_PROPERTIES = frozenset(("articleBody", "reviewBody"))


def kind_of(tag: str, attributes: Attributes) -> str | None:
    """Return what a block-level element is for.

    One of ``body`` (declared in schema.org's terms), ``text`` (by its names), a kind of clutter, ``post`` (an embedded
    post of a social network), or None.
    """
    if attributes.get("itemprop") in _BODY_PROPERTIES:
        return "body"
    if is_post(attributes):
        return "post"
    if tag in ("html", "body"):
        return None
    if (role := attributes.get("role")) in _ROLES:
        return _ROLES[role]
    return _kind_by_names(tag, attributes) or _TAGS.get(tag)


def _kind_by_names(tag: str, attributes: Attributes) -> str | None:
    names = attributes.get("class") or ""
    if tag not in _HEADINGS:
        names = f"{names} {attributes.get('id') or ''}"
    if not names or names == " ":
        return None
    names = names[:_LONGEST_NAMES]
    names = _CAMEL.sub("-", names).lower().replace("_", "-")
    clutter = _CLUTTER.search(names) if tag not in _NEVER_CLUTTER else None
    if _TEXT.search(names) and not (clutter and _only_in_clutter(names)):
        return "text"
    if clutter is None:
        return None
    kind = clutter.lastgroup
    only = _ONLY.get(tag)
    return kind if only is None or kind in only else None


def _only_in_clutter(names: str) -> bool:
    """Whether each name that sounds like text names a part of some clutter (``related-content``)."""
    return all(_CLUTTER.search(name) for name in names.split() if _TEXT.search(name))
