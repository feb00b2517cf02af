"""The figures as statisticians' own clients read them: three flows of SDMX, their structures and their data."""
