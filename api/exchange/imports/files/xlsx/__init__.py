"""Excel workbooks (XLSX): the rows of one sheet."""
