#!/bin/sh
# deploy.sh COMMAND [ARG...] starts COMMAND on $PORT as the new version, next to the old one.
# nginx sends it traffic only after its release check passes. If the check fails, the old version stays.
# The script then prints the diagnosis and exits with 1.
#
# Settings: RUN (state and logs), HEALTH_PATH, RELEASE_TIMEOUT (seconds), SIDEWATCH (the program).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
run=${RUN:-/run/zero-downtime}
sidewatch=${SIDEWATCH:-sidewatch}
timeout=${RELEASE_TIMEOUT:-60}
mkdir -p "$run"

old=$(cat "$run/active" 2>/dev/null || echo none)
# The versions alternate: one app on 8001 with its agent on 9391, the other on 8002 with 9392.
if [ "$old" = 8001 ]; then new=8002; else new=8001; fi
api_of() { echo "127.0.0.1:$(($1 + 1390))"; }

# A zombie that was not reaped counts as gone.
gone() { ! kill -0 "$1" 2>/dev/null || grep -q '^State:.*Z' "/proc/$1/status" 2>/dev/null; }

# The agent is the app's parent, so stopping the agent stops the app.
stop() {
  [ -s "$run/$1.pid" ] || return 0
  pid=$(cat "$run/$1.pid")
  kill -TERM "$pid" 2>/dev/null || true
  until gone "$pid"; do sleep 0.1; done
  rm -f "$run/$1.pid"
}

workers() {
  master=$(cat "$run/nginx.pid")
  cat "/proc/$master/task/$master/children"
}

# Starts or reloads nginx with the app on this port.
route_to() {
  # nginx searches for includes next to the configuration.
  cp "$here/nginx.conf" "$run/nginx.conf"
  printf 'server 127.0.0.1:%s;\n' "$1" >"$run/upstream.conf.new"
  mv "$run/upstream.conf.new" "$run/upstream.conf"
  if [ -s "$run/nginx.pid" ]; then
    nginx -p "$run" -c nginx.conf -s reload
  else
    nginx -p "$run" -c nginx.conf
  fi
}

# Whether nginx responds from this port within 30 s.
answers_from() {
  for _ in $(seq 300); do
    curl -sS -o /dev/null -D - --max-time 2 "http://127.0.0.1:8080$health" | grep -qi "^x-served-by: 127.0.0.1:$1" && return 0
    sleep 0.1
  done
  return 1
}

give_up() {
  stop "$new"
  echo "the deploy failed; the version on port $old keeps the traffic" >&2
  exit 1
}

health=${HEALTH_PATH:-/health}
stop "$new"
# Unquoted, because SIDEWATCH may be a program with arguments.
PORT=$new $sidewatch run --profile cloudaipilot --health-path "$health" --release-timeout "$timeout" \
  --listen "$(api_of "$new")" -- "$@" >"$run/$new.log" 2>&1 &
echo $! >"$run/$new.pid"

$sidewatch wait --listen "$(api_of "$new")" --timeout "$((timeout + 10))" || give_up

before=
if [ -s "$run/nginx.pid" ]; then before=$(workers); fi
route_to "$new"
if ! answers_from "$new"; then
  if [ "$old" != none ]; then route_to "$old"; fi
  give_up
fi
echo "$new" >"$run/active"
# The old workers finish the requests that they have started, with the old version.
for worker in $before; do
  until gone "$worker"; do sleep 0.1; done
done
if [ "$old" != none ]; then stop "$old"; fi
echo "version on port $new has the traffic"
