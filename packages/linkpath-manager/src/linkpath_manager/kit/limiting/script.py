"""What Redis does at each asking: atomic, by its own clock."""

from typing import Final

ADMIT: Final = """
-- KEYS: the account's windows, each the list of the moments that count, oldest first; the last is in every asking.
-- ARGV: 1 to let one in or 0 to look, then limit and microseconds of each window, then in tests the time.
-- Answers the microseconds to wait (0: let in, and counted), the places left, and the microseconds to one more.
local count = #KEYS
local now = tonumber(ARGV[2 * count + 2])
if not now then
  local clock = redis.call('TIME')
  now = clock[1] * 1000000 + clock[2]
end

-- Redis's clock was set back, or another Redis took over: time stands still until it is where it was. Where that would
-- last longer than any window, nothing that is known can be trusted.
local newest = tonumber(redis.call('LINDEX', KEYS[count], -1))
if newest and newest > now then
  local longest = 0
  for index = 1, count do longest = math.max(longest, tonumber(ARGV[2 * index + 1])) end
  if newest - now > longest then redis.call('DEL', unpack(KEYS)) else now = newest end
end

local wait, answer = 0, {}
for index, key in ipairs(KEYS) do
  local limit, span = tonumber(ARGV[2 * index]), tonumber(ARGV[2 * index + 1])
  local oldest = tonumber(redis.call('LINDEX', key, 0))
  while oldest and oldest <= now - span do
    redis.call('LPOP', key)
    oldest = tonumber(redis.call('LINDEX', key, 0))
  end
  local used = redis.call('LLEN', key)
  if used >= limit then
    wait = math.max(wait, tonumber(redis.call('LINDEX', key, used - limit)) + span - now)
  end
  answer[1 + index] = math.max(0, limit - used)
  answer[1 + count + index] = oldest and oldest + span - now or 0
end

if wait == 0 and ARGV[1] == '1' then
  local moment = string.format('%.0f', now)
  for index, key in ipairs(KEYS) do
    local span = tonumber(ARGV[2 * index + 1])
    redis.call('RPUSH', key, moment)
    redis.call('PEXPIRE', key, math.ceil(span / 1000) + 1)
    answer[1 + index] = answer[1 + index] - 1
    if answer[1 + count + index] == 0 then answer[1 + count + index] = span end
  end
end
answer[1] = wait
return answer
"""

PRESENT: Final = """
-- KEYS[1]: the processes that are there, by when they last said so. ARGV: who says so, for how many seconds it holds.
-- Answers how many are there.
local clock = redis.call('TIME')
redis.call('ZADD', KEYS[1], clock[1], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', clock[1] - ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return redis.call('ZCARD', KEYS[1])
"""
