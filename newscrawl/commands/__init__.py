"""What people do with the project: ``scrapy <command>``."""

from newscrawl.cli.pipes import end_quietly

end_quietly()
