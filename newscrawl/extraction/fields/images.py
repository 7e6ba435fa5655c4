"""Reads the pictures of an article, lead first, each with caption and credit."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from newscrawl.extraction.body.clean_body import CleanBody
from newscrawl.extraction.extractors import Extracted, Extractor, PageContext
from newscrawl.extraction.fields.captions import Caption, split_caption
from newscrawl.extraction.fields.image_address import background_url, image_url, is_decoration, same_picture
from newscrawl.items import Image, Provenance
from newscrawl.text.unicode import letters

MOST = 40
"""Most pictures of one article: a gallery is not an article."""

_NOT_OF_THE_STORY = re.compile(
    r"related|recommend|author|avatar|bio\b|share|social|newsletter|sidebar|widget|promo|advert|logo|comment|sponsor|"
    r"trending|popular|more-|next-post|prev-post|footer|breadcrumb",
    re.IGNORECASE,
)
_CAPTIONS = "figcaption,.wp-caption-text,[class*=caption i],[class*=cutline i]"
_CREDITS = (
    "[class*=credit i],[class*=copyright i],[class*=photographer i],[class*=attribution i]:not([class*=caption i]),"
    "[itemprop=copyrightHolder],[itemprop=author],cite"
)
_BOX = re.compile(r"caption|figure|image|photo|media|picture|thumbnail|featured", re.IGNORECASE)


def read_images(context: PageContext, story: CleanBody, *, by_site: bool) -> Extracted[list[Image]] | None:
    """Return the article's pictures, with the provenance of the lead.

    ``story`` is the clean text, ``by_site`` says that the site's rules found it: then its pictures are in the elements
    of the rules. Captions found in the text go to the pictures that have none, in order.
    """
    found: list[Image] = []
    lead: str | None = None
    for extractor in _EXTRACTORS:
        if served := extractor.extract(context):
            # The first extractor gives the lead; that of the others is mostly the same picture in another crop.
            for image in served.value:
                _add(image, found, new=lead is None)
            lead = lead or served.provenance
    roots = _roots(context, by_site=by_site)
    for root in roots:
        for image in _within(root, context):
            _add(image, found)
    lead = lead or context.feed or (Provenance.BODY if found else Provenance.PAGE)
    if not context.feed and not any(image.caption or image.credit for image in found):
        around = _around(context, roots, len(story.body or ""))
        _add_lead(around, context, found, wanted=bool(story.captions))
    _share_out(story.captions, found)
    return Extracted(found[:MOST], lead) if found else None


def _roots(context: PageContext, *, by_site: bool) -> list[LexborNode]:
    """Return the elements that hold the text."""
    if context.feed:
        return [context.page.root]
    for selector in context.rules.body if by_site else ():
        if nodes := context.page.css(selector):
            return nodes
    for selector in ("[itemprop=articleBody]", "article", "main"):
        if node := context.page.first(selector):
            return [node]
    return []


def _around(context: PageContext, roots: list[LexborNode], length: int) -> LexborNode | None:
    """Return the smallest element that holds the main heading and the text: a lead picture is often between them."""
    heading = context.page.first("h1")
    above = heading.parent if heading else context.page.first("body")
    inside = set()
    node = roots[0] if roots else None
    while node is not None:
        inside.add(node.mem_id)
        node = node.parent
    for _ in range(12):
        if above is None or above.tag in ("body", "html"):
            break
        if above.mem_id in inside if roots else len(above.text()) >= 0.9 * length:
            break
        above = above.parent
    return above


def _add_lead(around: LexborNode | None, context: PageContext, found: list[Image], *, wanted: bool) -> None:
    """Add the first picture in ``around`` that has a caption; with ``wanted``, the first picture at all."""
    for image in _within(around, context, 10) if around else ():
        if wanted or image.caption or image.credit:
            _add(image, found)
            return


def figure_captions(context: PageContext) -> list[str]:
    """Return the captions that are marked up as such, to recognize repeats of them in the text."""
    return [node.text(separator=" ") for node in context.page.css("figcaption,.wp-caption-text")[:MOST]]


def _lead_by_site(context: PageContext) -> list[Image]:
    for selector in context.rules.lead_image if context.matches(context.rules.lead_image) else ():
        for box in context.page.css(selector)[:3]:
            nodes = [box] if box.tag in ("img", "amp-img") else box.css("img,amp-img")
            images = [image for node in nodes[:3] if (image := _described(node, context, box))]
            if images:
                return images[:1]
            if url := background_url(box, context.page):
                return [Image(url=url)]
    return []


def _lead_by_meta(context: PageContext) -> list[Image]:
    url = context.page.absolute(context.page.meta("og:image", "og:image:secure_url", "og:image:url", "twitter:image"))
    return [Image(url=url)] if url and not is_decoration(url) else []


def _lead_by_linked_data(context: PageContext) -> list[Image]:
    node = context.linked_article
    if node is None:
        return []
    described = {url: picture for picture in node.nodes("image") for url in picture.addresses("url")}
    for address in node.addresses("image"):
        url = context.page.absolute(address)
        if url and not is_decoration(url):
            image = described.get(address)
            caption = split_caption(image.text("caption"), image.text("creditText")) if image else Caption(None, None)
            return [Image(url=url, caption=caption.text, credit=caption.credit)]
    return []


def _hint(context: PageContext) -> list[Image]:
    images = context.link.images if context.link else ()
    captioned = ((image.url, split_caption(image.caption, image.credit)) for image in images)
    return [Image(url=url, caption=caption.text, credit=caption.credit) for url, caption in captioned]


_EXTRACTORS: tuple[Extractor[list[Image]], ...] = (
    Extractor(Provenance.SITE, _lead_by_site),
    Extractor(Provenance.META, _lead_by_meta),
    Extractor(Provenance.LINKED_DATA, _lead_by_linked_data),
    Extractor(Provenance.HINT, _hint, feed=True),
)


def _within(root: LexborNode, context: PageContext, most: int = 2 * MOST) -> Iterator[Image]:
    """Yield the pictures among the first ``most`` ``<img>`` inside the element that holds the text."""
    captioned: set[int] = set()
    for node in root.css("img,amp-img")[:most]:
        box = _box_of(node, root)
        if box is None:
            continue
        # A box has one caption, so its second picture has none.
        image = _described(node, context, node if box.mem_id in captioned else box)
        if image:
            captioned.add(box.mem_id)
            yield image


def _box_of(node: LexborNode, root: LexborNode) -> LexborNode | None:
    """Return the element around a picture and its caption; None for another story's picture or the author's."""
    box, above, depth = node, node.parent, 0
    while above is not None and above.mem_id != root.mem_id and depth < 12:
        tag, attributes = above.tag, above.attributes
        label = f"{attributes.get('class') or ''} {attributes.get('id') or ''}" if attributes else ""
        if tag in ("aside", "footer", "nav", "form") or (label and _NOT_OF_THE_STORY.search(label)):
            return None
        if depth < 5 and box.tag != "figure" and (tag == "figure" or (label and _BOX.search(label))):
            box = above
        above, depth = above.parent, depth + 1
    return box


def _described(node: LexborNode, context: PageContext, box: LexborNode) -> Image | None:
    """Return the picture with the caption that its box holds."""
    url = image_url(node, context.page)
    if url is None:
        return None
    if box.mem_id == node.mem_id:
        return Image(url=url)
    captions = box.css(_CAPTIONS)
    apart = next(
        (name for credit in box.css(_CREDITS)[:3] if 1 < len(name := credit.text(separator=" ").strip()) < 200), None
    )
    text = captions[0].text(separator=" ") if captions else None
    if text and apart:
        text = " ".join(text.split()).replace(" ".join(apart.split()), "")
    caption = split_caption(text, apart)
    return Image(url=url, caption=caption.text, credit=caption.credit)


def _add(image: Image, found: list[Image], *, new: bool = True) -> None:
    """Add a picture, or its caption to one that is there: the lead is in the metadata and on the page."""
    key = same_picture(image.url)
    for known in found:
        if same_picture(known.url) == key or (known.caption and known.caption == image.caption):
            if known.caption is None and known.credit is None:
                known.caption, known.credit = image.caption, image.credit
            return
    if new:
        found.append(image)


def _share_out(captions: list[Caption], images: list[Image]) -> None:
    """Give the captions found in the text to the pictures that have none, in order."""
    taken = {letters(image.caption) for image in images if image.caption}
    free = [image for image in images if image.caption is None and image.credit is None]
    for caption in captions:
        if free and letters(caption.text or "") not in taken - {""}:
            image = free.pop(0)
            image.caption, image.credit = caption.text, caption.credit
