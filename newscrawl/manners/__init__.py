"""What hosts asked of us: how long to wait between requests, how long to stay away, what they want no text used for."""
