"""OpenDocument spreadsheets (ODS): the rows of one sheet."""
