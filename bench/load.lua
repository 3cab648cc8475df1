-- What wrk sends. Arguments: a way of choosing, and a file.
--   cycle  goes through the file's lines over and over
--   once   sends each line once, then stops
--   chain  each line begins a chain of refresh tokens: the next request of a chain carries the token of the last answer
-- The file: method, path, name of the header or "body" that the lines below fill, and, after an empty line, one line a request.
-- The figures come out as one line of JSON; time is measured here, since wrk counts the seconds after the last code as well.
local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long seconds; long nanoseconds; } weir_time;
  int clock_gettime(int clock, weir_time *time);
]]

local time = ffi.new("weir_time")
local monotonic = 1

local function now()
  ffi.C.clock_gettime(monotonic, time)
  return tonumber(time.seconds) + tonumber(time.nanoseconds) / 1e9
end

-- Read by done(), which runs in a Lua state of its own.
began, ended, sent = 0, 0, 0

local lines, requests, last = {}, {}, 0
local build

-- Each request is put together once: this core is to wait for the server, not the other way round.
local function cycle()
  local index = sent % last + 1
  sent = sent + 1
  local ready = requests[index]
  if not ready then
    ready = build(lines[index])
    requests[index] = ready
  end
  return ready
end

local function once()
  if sent >= last then
    -- What this hands out is not answered any more: the loop ends before it reads again.
    if ended == 0 then ended = now() end
    wrk.thread:stop()
    return build(lines[last])
  end
  sent = sent + 1
  return build(lines[sent])
end

-- A line ends in its refresh token; what stands before is the same in all of a chain.
local function chain()
  sent = sent + 1
  local line = table.remove(lines) or error("every chain of refresh tokens has broken")
  return build(line)
end

local function follow(status, headers, body)
  if status ~= 200 then return end
  local token = string.match(body, '"refresh_token"%s*:%s*"([^"]+)"')
  lines[#lines + 1] = lines.prefix .. token
end

function init(args)
  local choice, name = args[1], args[2]
  local file = assert(io.open(name))
  local method, path, place = file:read("*l"), file:read("*l"), file:read("*l")
  file:read("*l")
  for line in file:lines() do lines[#lines + 1] = line end
  file:close()
  last = #lines

  if place == "body" then
    wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
    build = function(line) return wrk.format(method, path, nil, line) end
  else
    build = function(line)
      wrk.headers[place] = line
      return wrk.format(method, path)
    end
  end

  local choose = ({ cycle = cycle, once = once, chain = chain })[choice]
  if choice == "chain" then
    lines.prefix = string.match(lines[1], "^(.*refresh_token=)")
    response = follow
  end
  function request()
    if began == 0 then began = now() end
    return choose()
  end
end

local threads = {}

function setup(thread) threads[#threads + 1] = thread end

function done(summary, latency, requests)
  local thread = threads[1]
  local stopped = thread:get("ended")
  local seconds = summary.duration / 1e6
  if stopped > 0 then seconds = stopped - thread:get("began") end
  local errors = summary.errors
  print(string.format(
    '{"requests":%d,"seconds":%.6f,"p50":%.3f,"p99":%.3f,"refused":%d,"failed":%d,"ranOut":%s}',
    summary.requests, seconds, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout, tostring(stopped > 0)
  ))
end
