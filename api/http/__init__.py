"""What every resource shares on the wire.

HTTP here is two rings of plain ASGI around the application, so that no handler needs to think of them:
`observe` (the outer ring) names, times, counts and logs every request and answers when all else failed;
`finish` (the inner ring) turns an answer into the smallest correct one: tagged, compressed, or not sent again.
The rules they apply are pure functions: `conditional` (tags and dates), `coding` (compression), `tracing` (ids);
`metrics` holds the numbers. Nothing here knows a noun of the domain.
"""
