-- Request the paths in the file BENCH_PATHS in random order, one in twenty with `Cache-Control: no-cache`.
dofile(os.getenv("BENCH_SUMMARY"))

local requests = {}
init = function()
    math.randomseed(os.time())
    for path in io.lines(os.getenv("BENCH_PATHS")) do
        requests[#requests + 1] = {
            wrk.format("GET", path),
            wrk.format("GET", path, { ["cache-control"] = "no-cache" }),
        }
    end
end

request = function()
    return requests[math.random(#requests)][math.random(20) == 1 and 2 or 1]
end
