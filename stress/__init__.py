"""What takes too long for the tests: nonsense by the thousands, and life at full speed."""
