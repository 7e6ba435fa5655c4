"""One module a field of the record, or the data that several fields are read from."""
