"""The programs that write the documentation."""
