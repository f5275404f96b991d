-- For wrk. LOAD_FILE has a request a line: METHOD \t PATH \t HEADERS (name: value|name: value) \t BODY. Each thread begins
-- at another line. In a body, @@N@@ becomes a number that was never used before. LOAD_PAUSE:
-- milliseconds between two requests of a connection.
local requests, count, at, thread_number = {}, 0, 0, 0

local started = 0
function setup(thread)
  thread:set("number", started)
  started = started + 1
end

function init()
  local token, stamp = os.getenv("LOAD_TOKEN") or "", os.getenv("LOAD_STAMP") or ""
  for line in io.lines(os.getenv("LOAD_FILE")) do
    local method, path, more, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
    local headers = {}
    if token ~= "" then headers["Authorization"] = "Bearer " .. token end
    for name, value in more:gmatch("([^:|]+): ([^|]+)") do headers[name] = value end
    count = count + 1
    if body:find("@@N@@", 1, true) then
      requests[count] = function(n)
        local fresh = body:gsub("@@N@@", stamp .. "-" .. number .. "-" .. n)
        return wrk.format(method, path, headers, fresh)
      end
    else
      requests[count] = wrk.format(method, path, headers, body ~= "" and body or nil)
    end
  end
  at = math.floor(count * number / 2)
end

local sent = 0
function request()
  at = at % count + 1
  local wanted = requests[at]
  if type(wanted) == "function" then
    sent = sent + 1
    return wanted(sent)
  end
  return wanted
end

if os.getenv("LOAD_PAUSE") then
  function delay() return tonumber(os.getenv("LOAD_PAUSE")) end
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '\nRESULT {"requests": %d, "us": %d, "p50": %d, "p99": %d, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), e.status,
    e.connect + e.read + e.write + e.timeout))
end
