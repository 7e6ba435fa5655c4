"""What a feed or a listing page says: bytes in, links with their hints out. No I/O, no engine."""
