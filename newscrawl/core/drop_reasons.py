"""Why the publish pipeline let an item go no further. What a spider does about it depends on the class."""

from scrapy.exceptions import DropItem


class AlreadyPublished(DropItem):
    """The same article, or the same text, is published already; its link is settled."""


class NotWritten(DropItem):
    """The article could not be made durable; its link stays pending, the next run reads it again."""
