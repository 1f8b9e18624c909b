"""What Redis does at each asking: both scripts are atomic, and take the time from Redis alone."""

ADMIT = """
-- KEYS[1]: the root of the app's keys. ARGV[1]: those who wait, in order, as JSON: each
-- [priority, [[window key, limit, span], …], [pause key, …]], spans in microseconds, the app's windows and pause first.
-- ARGV[2]: who asks.
-- Answers for each the microseconds until it is worth asking again; 0: it may go now, and is counted.
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
-- The processes in which people wait for the app's next turn, and until when that holds machines up.
local people = KEYS[1] .. ':people'
redis.call('ZREMRANGEBYSCORE', people, '-inf', string.format('%.0f', now))
local others = redis.call('ZCARD', people)
if redis.call('ZSCORE', people, ARGV[2]) then others = others - 1 end
local shared = KEYS[1] .. ':app:'
local answer = {}
local person_waits = 0

-- A window is the list of its last `limit` takings, oldest first: while the oldest is within the span, it is full.
local function opens(windows, pauses)
  local moment, app_moment = 0, 0
  for index, key in ipairs(pauses) do
    local paused = tonumber(redis.call('GET', key) or '0')
    moment = math.max(moment, paused)
    if index == 1 then app_moment = math.max(app_moment, paused) end
  end
  for _, window in ipairs(windows) do
    if redis.call('LLEN', window[1]) >= window[2] then
      local free = tonumber(redis.call('LINDEX', window[1], 0)) + window[3]
      moment = math.max(moment, free)
      if string.sub(window[1], 1, #shared) == shared then app_moment = math.max(app_moment, free) end
    end
  end
  return moment, app_moment
end

local function take(windows)
  for _, window in ipairs(windows) do
    redis.call('RPUSH', window[1], string.format('%.0f', now))
    if redis.call('LLEN', window[1]) > window[2] then redis.call('LPOP', window[1]) end
    redis.call('PEXPIRE', window[1], math.ceil(window[3] / 1000) + 1000)
  end
end

for index, waiter in ipairs(cjson.decode(ARGV[1])) do
  local moment, app_moment = opens(waiter[2], waiter[3])
  if waiter[1] > 0 and others > 0 and moment <= now then
    answer[index] = 20000
  elseif moment > now then
    answer[index] = moment - now
    if waiter[1] == 0 and app_moment > now then person_waits = math.max(person_waits, app_moment) end
  else
    take(waiter[2])
    answer[index] = 0
  end
end

-- Who waits comes at the turn; should he not, he holds nobody up for more than a quarter of a second.
if person_waits > 0 then
  redis.call('ZADD', people, string.format('%.0f', person_waits + 250000), ARGV[2])
  redis.call('PEXPIRE', people, math.ceil((person_waits - now) / 1000) + 1000)
else
  redis.call('ZREM', people, ARGV[2])
end
return answer
"""

PAUSE = """
-- KEYS[1]: the pause. ARGV[1]: microseconds. A shorter pause does not end a longer one.
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local until_moment = math.max(now + ARGV[1], tonumber(redis.call('GET', KEYS[1]) or '0'))
if until_moment > now then
  redis.call('SET', KEYS[1], string.format('%.0f', until_moment), 'PX', math.ceil((until_moment - now) / 1000) + 1)
end
"""
