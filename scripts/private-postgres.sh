# A PostgreSQL server for one run of the tests: its own folder, port and password; gone afterwards.
# Sourced by scripts/test, after scripts/lib.sh.
# shellcheck shell=bash

CLUSTER=""

# The newest server's folder of programs; Debian keeps them off the path.
postgres_programs() {
  local folder
  for folder in $(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -t / -k 5 -n -r) \
    /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin; do
    if [ -x "$folder/initdb" ]; then
      say "$folder"
      return
    fi
  done
  return 1
}

# The server refuses to run as root, so there it runs as the account that its package made.
as_server() {
  if [ "$(id -u)" = 0 ]; then
    (cd / && runuser -u postgres -- "$@")
  else
    "$@"
  fi
}

# Starts the server and sets PDDAY_TEST_POSTGRES. Nothing of it needs to survive a power cut, so nothing is synced.
start_postgres() {
  local programs password port options
  programs=$(postgres_programs) || return 1
  CLUSTER=$(mktemp -d /tmp/pdday-postgres.XXXXXX) # not under TMPDIR, which may be closed to the server's account
  password=$("$PYTHON" -c 'import secrets; print(secrets.token_hex(16))')
  port=$("$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$CLUSTER -c max_connections=200"
  options="$options -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
  say "$password" > "$CLUSTER/password"
  if [ "$(id -u)" = 0 ]; then chown -R postgres "$CLUSTER"; fi
  as_server "$programs/initdb" --pgdata "$CLUSTER/rows" --username pdday --pwfile "$CLUSTER/password" \
    --auth scram-sha-256 --encoding UTF8 --no-locale --no-sync > "$CLUSTER/made" \
    && as_server "$programs/pg_ctl" --pgdata "$CLUSTER/rows" --log "$CLUSTER/log" --options "$options" \
      --wait --silent start > /dev/null || return 1
  # For pg_dump and pg_restore, of the server's own version.
  PATH=$programs:$PATH
  export PDDAY_TEST_POSTGRES="postgresql://pdday:$password@127.0.0.1:$port/postgres"
}

stop_postgres() {
  if [ -z "$CLUSTER" ]; then return; fi
  if [ -f "$CLUSTER/rows/postmaster.pid" ]; then
    as_server "$(postgres_programs)/pg_ctl" --pgdata "$CLUSTER/rows" --mode immediate --silent stop
  fi
  rm -rf "$CLUSTER"
  CLUSTER=""
}
