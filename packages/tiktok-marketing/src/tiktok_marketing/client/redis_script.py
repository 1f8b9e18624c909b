"""What Redis does at each asking: all scripts are atomic, and take the time from Redis alone."""

_TIME = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local function text(number) return string.format('%.0f', number) end
-- TikTok's days are those of UTC; by our clock each ends 5 s late, for TikTok's may be behind it.
local day = math.floor((now - 5000000) / 86400000000)
local day_ends = (day + 1) * 86400000000 + 5000000
local function key_of(window)
  return window[3] > 0 and window[1] .. ':' .. window[3] or window[1] .. ':day:' .. day
end
"""

ADMIT = (
    _TIME
    + """
-- KEYS[1]: the root of the app's keys. ARGV[1]: those who wait, in order, as JSON: each [priority, lane, [[name, limit,
-- span], …], [pause key, …]]; spans in microseconds, 0 is the day; the lane's own pause comes first. ARGV[2]: who asks.
-- ARGV[3]: '1' when they asked before.
-- Answers first 1 when what was counted is lost, then for each the microseconds until it is worth asking again; 0: it
-- may go now, and is counted.
local waiters = cjson.decode(ARGV[1])
local answer = {0}

-- A Redis that came back empty has forgotten what was sent in the second before: nobody goes until that is over.
local seen = KEYS[1] .. ':seen'
local lost = not redis.call('GET', seen) and ARGV[3] == '1'
redis.call('SET', seen, 1, 'PX', 3600000)
if lost then
  answer[1] = 1
  for _, waiter in ipairs(waiters) do
    redis.call('SET', waiter[2] .. ':pause', text(now + 1100000), 'PX', 1100)
    answer[#answer + 1] = 1100000
  end
  return answer
end

-- By lane: the processes that wait there (until when they are believed to), and those in which people wait.
local lanes = {}
local function lane_of(name)
  if not lanes[name] then
    local lane = {waits = 0, person_waits = 0, taken = 0}
    for _, who in ipairs({'waiting', 'people'}) do
      local key = name .. ':' .. who
      redis.call('ZREMRANGEBYSCORE', key, '-inf', text(now))
      lane[who] = redis.call('ZCARD', key)
      if redis.call('ZSCORE', key, ARGV[2]) then lane[who] = lane[who] - 1 end
    end
    lane.narrow = tonumber(redis.call('GET', name .. ':narrow') or '0')
    lanes[name] = lane
  end
  return lanes[name]
end

-- A window is the list of its last `limit` takings, oldest first: while the oldest is within the span, it is full.
local function opens(waiter)
  local lane, moment, lane_moment, room = lane_of(waiter[2]), 0, 0, 0
  for index, key in ipairs(waiter[4]) do
    local paused = tonumber(redis.call('GET', key) or '0')
    moment = math.max(moment, paused)
    if index == 1 then lane_moment = paused end
  end
  for index, window in ipairs(waiter[3]) do
    local limit, key, free = window[2], key_of(window), 0
    if index == 1 and lane.narrow > 0 then limit = math.min(limit, lane.narrow) end
    if window[3] == 0 then
      if tonumber(redis.call('GET', key) or '0') >= limit then free = day_ends end
    elseif redis.call('LLEN', key) >= limit then
      free = tonumber(redis.call('LINDEX', key, -limit)) + window[3]
    end
    moment = math.max(moment, free)
    if window[1] == waiter[2] then lane_moment = math.max(lane_moment, free) end
    if index == 1 then room = limit end
  end
  return moment, lane_moment, room
end

-- After four seconds without a call there is no connection any more: the next ones arrive later, and are counted later.
local function arrival(waiter)
  local lane = lane_of(waiter[2])
  if not lane.arrives then
    local last = waiter[3][1] and tonumber(redis.call('LINDEX', key_of(waiter[3][1]), -1) or '0') or now
    if now - last > 4000000 then redis.call('SET', waiter[2] .. ':cold', text(now + 150000), 'PX', 150) end
    lane.arrives = math.max(now, tonumber(redis.call('GET', waiter[2] .. ':cold') or '0'))
  end
  return lane.arrives
end

local function take(waiter)
  local arrives = arrival(waiter)
  for _, window in ipairs(waiter[3]) do
    local key = key_of(window)
    if window[3] == 0 then
      redis.call('INCR', key)
      redis.call('PEXPIRE', key, math.ceil((day_ends - now) / 1000) + 60000)
    else
      redis.call('RPUSH', key, text(arrives))
      if redis.call('LLEN', key) > window[2] then redis.call('LPOP', key) end
      redis.call('PEXPIRE', key, math.ceil(window[3] / 1000) + 1000)
    end
  end
end

for _, waiter in ipairs(waiters) do
  local lane = lane_of(waiter[2])
  local moment, lane_moment, room = opens(waiter)
  -- Of what is free, each process that waits has its share first; a machine leaves it all to people elsewhere.
  local others = waiter[1] == 0 and lane.people or lane.waiting
  local share = math.ceil(room / (others + 1))
  local told
  if moment > now then
    told = moment - now
    if lane_moment > now then
      lane.waits = math.max(lane.waits, lane_moment)
      if waiter[1] == 0 then lane.person_waits = math.max(lane.person_waits, lane_moment) end
    end
  elseif waiter[1] > 0 and lane.people > 0 then
    told = 20000
  elseif others > 0 and lane.taken >= share then
    told = 20000
    lane.waits = math.max(lane.waits, now + 20000)
  else
    take(waiter)
    lane.taken = lane.taken + 1
    told = 0
  end
  answer[#answer + 1] = told
end

-- Who waits comes at the turn; should they not, they hold nobody up for more than a quarter of a second.
for name, lane in pairs(lanes) do
  for who, moment in pairs({waiting = lane.waits, people = lane.person_waits}) do
    local key = name .. ':' .. who
    if moment > 0 then
      redis.call('ZADD', key, text(moment + 250000), ARGV[2])
      redis.call('PEXPIRE', key, math.ceil((moment - now) / 1000) + 1000)
    else
      redis.call('ZREM', key, ARGV[2])
    end
  end
end
return answer
"""
)

PAUSE = (
    _TIME
    + """
-- KEYS[1]: the pause, KEYS[2]: the narrowing, where there is one. ARGV[1]: microseconds; ARGV[2], ARGV[3]: the calls a
-- second that are left, and for how many milliseconds. A shorter pause does not end a longer one.
local until_moment = math.max(now + ARGV[1], tonumber(redis.call('GET', KEYS[1]) or '0'))
if until_moment > now then
  redis.call('SET', KEYS[1], text(until_moment), 'PX', math.ceil((until_moment - now) / 1000) + 1)
end
if KEYS[2] then redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3]) end
"""
)

USED = (
    _TIME
    + """
-- ARGV[1]: windows as JSON, each [name, limit, span]. Answers how many of each are taken.
local answer = {}
for index, window in ipairs(cjson.decode(ARGV[1])) do
  local key, count = key_of(window), 0
  if window[3] == 0 then
    count = tonumber(redis.call('GET', key) or '0')
  else
    for _, moment in ipairs(redis.call('LRANGE', key, 0, -1)) do
      if now - moment < window[3] then count = count + 1 end
    end
  end
  answer[index] = count
end
return answer
"""
)
