"""Reads from a standby: positions in the write-ahead log, the lag of the standby, and the server of each read."""
