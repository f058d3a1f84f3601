"""What a page or a table shows, as plain data without markup."""
