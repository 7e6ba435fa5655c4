"""What every room may know: links, dates, errors, the contract of the store, files on disk."""
