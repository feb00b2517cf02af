"""HTTP for all resources: middleware, requests, reads, writes, problems, the response cache and long responses.

`edge` is the outermost middleware: access log, URL check, compression and ETag. `cache` answers repeated public reads.
`request` declares and checks an operation; `reads` and `writes` build the routes of collections; `problems` turns
exceptions into problem documents; `headers` contains pure functions of header fields. Nothing here imports a resource.
"""
