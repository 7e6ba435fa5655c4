"""What an element's names (class, id, role ...) tell of it: clutter around the text, or the text itself."""

import re

from newscrawl.pages.elements import Attributes

CLUTTER = frozenset(("comments", "cookies", "related", "promo", "share", "frame", "about"))
FIRM = frozenset(("comments", "cookies"))
"""Clutter even where it holds most of the page's text."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

_CLUTTER = re.compile(
    r"""(?<![a-z])(?:
      (?P<comments> comments?(?!-?(?:off|open|closed|none|count))\b | commentlist | disqus\w* | respond\b | replies | livefyre | coral-talk
        | facebook-comments | fb-comments | viafoura | spot-?im | openweb | hyvor )
    | (?P<cookies> cookies?\w* | consent\w* | gdpr\w* | ccpa\w* | onetrust\w* | cmp-?\w* | privacy-?(?:banner|notice|popup|overview) | cli-modal\w* )
    | (?P<related> related\w* | recirc\w* | recommend\w* | read-?(?:more|next|also|on)\b | more-?(?:stories|from|on|news|in|like|posts|articles|coverage)\b
        | you-?(?:may|might)\w* | trending | popular | most-?(?:read|viewed|popular|recent)\w* | outbrain\w* | taboola\w* | zergnet
        | revcontent | mgid | teasers? | see-?also | also-?(?:read|see|like) | latest | up-?next | next-?(?:up|post|article|story)\w* | prev-?next
        | previous\w* | similar\w* | suggest\w* | interstitial\w* | essentials | yarpp\w* | jp-relatedposts | rp4wp\w*
        | further-?reading | in-?other-?news | other-?news | featured-?(?:posts?|stories|articles|links?) | hot-?topics | top-?stories | story-?list | headlines\b
        | link-?list | linkbox | card-?(?:list|grid)s? | posts?-?(?:list|grid|nav\w*) | article-?list | playlists? | onward\w* | carousel | explore-?more | keep-?reading | inline-?(?:links?|related|story|article)s? )
    | (?P<promo> promo\w* | advert\w* | ads?\b | adbox | adslot | adunit | ad-?(?:container|wrapper|block|label|text|slot|unit|zone|space|placement|banner|box|area|section) | adsbygoogle | dfp\w* | gpt\b | sponsor\w* | banners? | newsletters?\w* | nl-?(?:signup|box|module)
        | subscri(?:be|ption|bers?)\w* | sign-?up\w* | signin | log-?in\b | register | registration | opt-?in | mailchimp | mc-?(?:embed|form)\w* | mc4wp\w* | gform\w* | wpforms?\w* | cta\b | call-?to-?action
        | app-?(?:download|promo|store|banner)\w* | donat\w* | support-?us | membership\w* | paywall\w* | piano\b | tp-?modal | affiliate-?(?:disclosure|disclaimer|note)\w* | offers?\b | deals?-?(?:widget|box|module) | shopping-?(?:widget|module)s? | commerce-?(?:widget|module)s? | marketing | contest
        | notification\w* | alert-?bar | push-?\w* | pop-?up\w* | modal\w* | overlay\w* | lightbox\w* | interscroller | skyscraper | leaderboard )
    | (?P<share> shar(?:e|es|ing|ethis|edaddy)\b | share-?\w+ | social\w* | follow(?:-?us|-?me|ers?|-?links?)?\b | addthis\w* | addtoany\w* | sharedaddy | sd-?sharing | a2a\w* | heateor\w* | ssba | essb\w* | wp-?socials? | tweet-?(?:this|button|box)\w* | click-?to-?tweet | print(?:-?(?:button|link|friendly|page))?\b | email-?(?:this|link|button|share)\w* | reactions? | like-?buttons? | swp\w* | bookmark\w* | jetpack-?likes\w* )
    | (?P<frame> nav\w* | menus?\b | sub-?menu | breadcrumbs? | crumbs? | pagination | pager\b | paging | page-?links? | sidebars? | side-?(?:bar|column|col|nav|rail)\b | (?:right|left)-?(?:rail|column|col|sidebar)\b | rail\b | widgets?\b | widget-?area | footer\w* | masthead | site-?(?:header|footer|info|nav\w*)
        | toolbars? | top-?bar | topbar | bottom-?bar | ticker | search-?\w* | skip-?links? | toc\b | table-?of-?contents | jump-?(?:to|links)\w* | tools?\b | article-?tools | back-?to-?top | language-?(?:switcher|selector) | weather | stock-?(?:ticker|quote|widget)s? | quote-?box | poll\b | polls\b | quiz\b | accessibility-?\w* )
    | (?P<about> by-?lines?\b | authors?\b | author-?\w+ | bio\b | bios\b | biography | about-?(?:the-?)?(?:author|writer)\w* | contributors?\b | credits?\b | date-?lines?\b(?=.*meta) | post-?meta\w* | entry-?meta\w* | article-?meta\w* | story-?meta\w* | meta\b | meta-?(?:data|info|bar|line|wrap\w*) | metadata | post-?info | article-?info | entry-?(?:footer|utility|date) | post-?footer | article-?footer | publish(?:ed)?-?(?:date|on|time)\w* | pub-?date | date\b | dates\b | time\b | timestamp\w* | posted-?(?:on|by|in)\w* | last-?(?:updated|modified) | update-?time | reading-?time | read-?time
        | tags?\b | tag-?(?:list|cloud|links?|s) | tags-?\w+ | topics?\b | keywords | categor(?:y|ies)\b | cat-?links | taxonom\w* | filed-?under | section-?(?:label|name|tag) | eyebrow | kicker | post-?tags | copyright\w* | correction-?policy | legal | terms\b | disclaimers?\b | disclosures?\b | trust-?\w* | ratings?\b | stars?\b | rate-?this | feedback | report-?(?:error|typo|mistake) | view-?count\w* | views\b
        | gallery\w* | slide-?show\w* | slider\w* | image-?(?:info|meta|details|legend) | photo-?(?:info|legend|details|meta) | media-?(?:info|meta|details) | video-?(?:player|playlist|title|info|module|list|description|details|meta|overlay|js|embed|card|container)\w* | vjs-\w+ | jw-?player\w* | brightcove\w* | audio-?player\w* | player\b | player-?\w+ | podcast-?(?:player|subscribe|promo)\w* | listen\b | text-?to-?speech | trinity-?\w* | speechify )
    )""",
    re.VERBOSE,
)
_TEXT = re.compile(
    r"(?<![a-z])(?:(?:article|story|post|entry|news|blog|content|main|page|detail|text)[-_]*"
    r"(?:body|content|text|copy|main|article|story|wrap(?:per)?)\b|article-?page|hentry|type-post|post-?full|rich-?text|body-?(?:copy|text|content|main)"
    r"|prose\b|wysiwyg|article$|content$|story$|main$|single-?post|blogpost)"
)
_NEVER_CLUTTER = frozenset(("html", "body", "main", "article"))
_OF_PARAGRAPHS = frozenset(("about", "comments", "cookies", "share"))
_CLUTTER_TAGS = {"footer": "frame", "menu": "frame"}
_ROLES = {
    "navigation": "frame",
    "complementary": "related",
    "contentinfo": "frame",
    "banner": "frame",
    "search": "frame",
    "dialog": "promo",
    "alertdialog": "promo",
    "menu": "frame",
    "menubar": "frame",
    "toolbar": "share",
}
_BODY_PROPERTIES = frozenset(("articleBody", "reviewBody", "text"))


def sort_of(tag: str, attributes: Attributes) -> str | None:
    """What a block-level element is for.

    One of ``body`` (schema.org says so), ``text`` (its names sound like it), a sort of clutter (``comments``,
    ``related``, ``promo``, ``share``, ``frame``, ``about``), or None.
    """
    if not attributes:
        return _CLUTTER_TAGS.get(tag)
    if (attributes.get("itemprop") or "") in _BODY_PROPERTIES:
        return "body"
    if tag in ("html", "body"):
        return None
    role = attributes.get("role")
    if role and role in _ROLES:
        return _ROLES[role]
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    if names == " ":
        return _CLUTTER_TAGS.get(tag)
    names = _CAMEL.sub("-", names).lower().replace("_", "-")
    if _TEXT.search(names):
        return "text"
    if tag not in _NEVER_CLUTTER and (found := _CLUTTER.search(names)):
        if tag != "p" or found.lastgroup in _OF_PARAGRAPHS:
            return found.lastgroup
    return _CLUTTER_TAGS.get(tag)
