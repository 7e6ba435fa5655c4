"""What watches a crawl: the keeper of a run's memory and files, and the line on the screen."""
