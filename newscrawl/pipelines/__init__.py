"""What happens to every article alike, whatever site it came from. Each pipeline counts what it did."""
