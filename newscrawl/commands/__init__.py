"""What people do with the project: ``scrapy <command>``."""

from newscrawl.commands.pipes import end_quietly

end_quietly()
