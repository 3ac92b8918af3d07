"""The pages: each takes a visit and gives a page; what it decides and reads stands elsewhere."""
