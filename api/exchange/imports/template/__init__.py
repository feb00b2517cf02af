"""The template of imports: a spreadsheet with the columns, their explanation and the codes to choose from."""
