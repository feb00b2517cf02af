-- Environment variables:
--   BENCH_DELAY: mean milliseconds that a connection waits before each request, exponentially distributed.
--   BENCH_DRAFT: body of a POST, with REGION, PERIOD, STATED_ON and VALUE; BENCH_KEY: the API key;
--   BENCH_FIRST: number of the first draft. Drafts of different numbers below 189,000 have different keys.
local mean = tonumber(os.getenv("BENCH_DELAY"))
if mean then
    delay = function()
        return math.floor(-mean * math.log(1 - math.random()) + math.random())
    end
end

local draft = os.getenv("BENCH_DRAFT")
if draft then
    local number = tonumber(os.getenv("BENCH_FIRST"))
    local headers = {
        ["authorization"] = "Bearer " .. os.getenv("BENCH_KEY"),
        ["content-type"] = "application/json",
    }
    local first_day = os.time({ year = 2025, month = 1, day = 1, hour = 12 })
    request = function()
        number = number + 1
        local values = {
            STATED_ON = os.date("!%Y-%m-%d", first_day + number % 600 * 86400),
            PERIOD = 1990 + math.floor(number / 600) % 35,
            REGION = "32.7" .. 1 + math.floor(number / 21000) % 9,
            VALUE = number,
        }
        return wrk.format("POST", "/v1/realizations", headers, (draft:gsub("%u[%u_]+", values)))
    end
end

-- The last line of the output is a summary as JSON.
done = function(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format(
        '{"requests": %d, "microseconds": %d, "failed": %d, "median": %d, "p99": %d}\n',
        summary.requests, summary.duration,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        latency:percentile(50), latency:percentile(99)))
end
