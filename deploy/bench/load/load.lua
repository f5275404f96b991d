-- Script for wrk. LOAD_FILE has one request per line: METHOD \t PATH \t HEADERS (name: value|name: value) \t BODY. Each
-- thread starts at a different line. In a body, @@N@@ is replaced by a unique number. LOAD_PAUSE: milliseconds between two
-- requests of a connection.
local requests, count, at, thread_number = {}, 0, 0, 0

local started = 0
function setup(thread)
  thread:set("number", started)
  started = started + 1
end

function init()
  local token, stamp = os.getenv("LOAD_TOKEN") or "", os.getenv("LOAD_STAMP") or ""
  for line in io.lines(os.getenv("LOAD_FILE")) do
    local method, path, header_text, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
    local headers = {}
    if token ~= "" then headers["Authorization"] = "Bearer " .. token end
    for name, value in header_text:gmatch("([^:|]+): ([^|]+)") do headers[name] = value end
    count = count + 1
    if body:find("@@N@@", 1, true) then
      requests[count] = function(n)
        local unique_body = body:gsub("@@N@@", stamp .. "-" .. number .. "-" .. n)
        return wrk.format(method, path, headers, unique_body)
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
  local next_request = requests[at]
  if type(next_request) == "function" then
    sent = sent + 1
    return next_request(sent)
  end
  return next_request
end

if os.getenv("LOAD_PAUSE") then
  function delay() return tonumber(os.getenv("LOAD_PAUSE")) end
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '\nRESULT {"requests": %d, "us": %d, "p50": %d, "p99": %d, "errors": %d, "broken": %d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), e.status,
    e.connect + e.read + e.write + e.timeout))
end
