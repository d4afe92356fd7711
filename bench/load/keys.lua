-- wrk script: sends requests with the keys from KEYS in turn; every CHURN-th (0: none) uses a key from COLD instead.
local function read(name)
  local path = os.getenv(name)
  local lines = {}
  if path == nil or path == "" then return lines end
  for line in io.lines(path) do lines[#lines + 1] = line end
  return lines
end
local keys, cold = read("KEYS"), read("COLD")
local churn = tonumber(os.getenv("CHURN") or "0")
local path = os.getenv("TARGET_PATH")
local count, coldCount = 0, 0
request = function()
  count = count + 1
  local key = keys[(count - 1) % #keys + 1]
  if churn > 0 and count % churn == 0 then
    coldCount = coldCount + 1
    key = cold[(coldCount - 1) % #cold + 1]
  end
  return wrk.format("GET", path, { ["Authorization"] = "Bearer " .. key })
end
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %.1f %.1f %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), errors.connect + errors.read + errors.write + errors.timeout))
  io.write(string.format("REJECTED %d\n", errors.status))
end
