"""A cell is what stands in one place of a file; here is how people write numbers, days, periods and regions in it."""
