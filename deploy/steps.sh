# Steps that deploy/install and deploy/upgrade share; sourced, not run. Debian 12, root.
# shellcheck shell=bash
set -euo pipefail

home=/opt/xinglongtai
etc=/etc/xinglongtai
data=/var/lib/xinglongtai
keys=/var/lib/xinglongtai-keys
backups=/var/backups/xinglongtai
account=xinglongtai
sealed=/var/backups/xinglongtai-sealed
maintenance=/run/xinglongtai-maintenance
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

say() { printf '[%s] %s\n' "$(date +%T)" "$*"; }
die() { printf '\n错误：%s\n' "$*" >&2; exit 1; }

require_root() { [ "$(id -u)" = 0 ] || die "请用 root 运行。"; }

# setting NAME FILE: the value of NAME in an environment file, "" where it is not set.
setting() { sed -n "s/^$1=//p" "$2" | tail -n 1; }

# environment FILE...: exports every NAME=value as systemd would read it (no expansion of anything).
environment() {
  local file line
  for file in "$@"; do
    while IFS= read -r line || [ -n "$line" ]; do
      [[ $line =~ ^[A-Za-z_][A-Za-z0-9_]*= ]] && export "${line?}"
    done <"$file"
  done
}

# manage RELEASE COMMAND...: manage.py of that release, as the program's account, with its settings.
manage() {
  local release=$1
  shift
  (
    environment "$etc/xinglongtai.env"
    export STATIC_ROOT=$release/collected HOME=/var/cache/xinglongtai XDG_CACHE_HOME=/var/cache/xinglongtai LOG_FORMAT=line
    cd "$release" && umask 0027
    exec runuser -u "$account" -- "$release/.venv/bin/python" manage.py "$@"
  )
}

# manage_as_owner RELEASE COMMAND...: the same with the database role that may change tables.
manage_as_owner() {
  local release=$1
  shift
  (
    environment "$etc/xinglongtai.env"
    [ -e "$etc/owner.env" ] && environment "$etc/owner.env"
    export STATIC_ROOT=$release/collected HOME=/var/cache/xinglongtai XDG_CACHE_HOME=/var/cache/xinglongtai
    cd "$release" && umask 0027
    exec runuser -u "$account" -- "$release/.venv/bin/python" manage.py "$@"
  )
}

database_kind() { # postgresql here, another server, or sqlite
  local url
  url=$(setting DATABASE_URL "$etc/xinglongtai.env")
  case $url in
    '' | sqlite*) echo sqlite ;;
    *%2Fvar%2Frun%2Fpostgresql*) echo local ;;
    *) echo remote ;;
  esac
}

as_postgres() { (cd / && runuser -u postgres -- psql -X -q -v ON_ERROR_STOP=1 "$@"); }

grants() { [ "$(database_kind)" != local ] || as_postgres -d postgres <"$here/postgresql/grants.sql" >/dev/null; }

# release_of SOURCE: the name of its release, «0.5.0-1a2b3c4».
release_of() {
  local version commit
  version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$1/pyproject.toml" | head -n 1)
  commit=$(git -c safe.directory='*' -C "$1" rev-parse --short=7 HEAD 2>/dev/null || cut -c1-7 "$1/COMMIT" 2>/dev/null || echo local)
  echo "$version-$commit"
}

# prepare_release SOURCE: code and its own virtual environment under releases/, beside what runs; sets $release. Nothing running is touched.
prepare_release() {
  local source=$1
  release=$home/releases/$(release_of "$source")
  [ -e "$release/.ready" ] && { say "程序 $(basename "$release") 已经在位"; return; }
  say "准备程序 $(basename "$release")"
  rm -rf "$release.new"
  mkdir -p "$release.new"
  if git -c safe.directory='*' -C "$source" rev-parse HEAD >/dev/null 2>&1; then
    git -c safe.directory='*' -C "$source" archive HEAD | tar -x -C "$release.new"
    git -c safe.directory='*' -C "$source" rev-parse HEAD >"$release.new/COMMIT"
  else
    tar -C "$source" --exclude=./.venv --exclude=./var --exclude=./.git -c . | tar -x -C "$release.new"
  fi
  # A release from before this folder existed is served by this one's files.
  [ -d "$release.new/deploy" ] || cp -a "$here" "$release.new/deploy"
  chown -R root:root "$release.new"
  chmod -R u=rwX,go=rX "$release.new"
  rm -rf "$release"
  mv "$release.new" "$release" # a virtual environment knows its path
  python3 -m venv "$release/.venv"
  local pip=("$release/.venv/bin/python" -m pip install --quiet --no-warn-script-location --use-pep517 --disable-pip-version-check --no-input --retries 5)
  if [ -e "$release/requirements.lock" ]; then # releases before 0.5.0 have no locks
    # What builds a package that comes as source has its hash too, so pip may not fetch a builder of its own.
    "${pip[@]}" --require-hashes -r "$release/requirements-build.lock"
    "${pip[@]}" --require-hashes --no-build-isolation -r "$release/requirements.lock"
  else
    "${pip[@]}" -r "$release/requirements.txt"
  fi
  "$release/.venv/bin/python" -m pip check --disable-pip-version-check >/dev/null
  "$release/.venv/bin/python" -m compileall -q -j 0 "$release"/{xinglongtai,cases,pledges,catalog} >/dev/null
  install -d -m 0755 -o "$account" -g "$account" "$release/collected"
  manage "$release" collectstatic --no-input --verbosity 0
  chown -R root:root "$release/collected"
  chmod -R u=rwX,go=rX "$release/collected"
  touch "$release/.ready"
}

# switch_to RELEASE: what «current» names, changed in one step.
switch_to() {
  ln -sfn "$1" "$home/current.new"
  mv -T "$home/current.new" "$home/current"
}

# install_system_files RELEASE: units, timers, folders at boot, log keeping, the command «xinglongtai».
install_system_files() {
  local from=$1/deploy
  install -d -m 0700 -o "$account" -g "$account" "$sealed"
  install -m 0644 "$from"/systemd/xinglongtai* /etc/systemd/system/
  install -D -m 0644 "$from/tmpfiles.conf" /usr/lib/tmpfiles.d/xinglongtai.conf
  install -D -m 0644 "$from/journald.conf" /etc/systemd/journald.conf.d/xinglongtai.conf
  install -D -m 0644 "$from/logrotate" /etc/logrotate.d/xinglongtai
  install -m 0755 "$from/xinglongtai" /usr/local/bin/xinglongtai
  systemctl daemon-reload
}

# start_workers: two processes for long work where JOBS=queue and the release knows of it, none otherwise.
start_workers() {
  local units=(xinglongtai-worker@1.service xinglongtai-worker@2.service)
  if [ "$(setting JOBS "$etc/xinglongtai.env")" = queue ] && [ -e "$home/current/deploy/systemd/xinglongtai-worker@.service" ]; then
    systemctl enable -q "${units[@]}"
    systemctl restart "${units[@]}"
  elif systemctl is-enabled --quiet "${units[0]}" 2>/dev/null; then
    systemctl disable -q --now "${units[@]}"
  fi
}

# install_site RELEASE HOST: the nginx site; a faulty one is not put in force.
install_site() {
  local kept
  kept=$(mktemp -d)
  cp -a /etc/nginx/sites-available/xinglongtai /etc/nginx/xinglongtai-proxy.conf "$kept/" 2>/dev/null || true
  sed "s/@HOST@/$2/g" "$1/deploy/nginx/site.conf" >/etc/nginx/sites-available/xinglongtai
  install -m 0644 "$1/deploy/nginx/proxy.conf" /etc/nginx/xinglongtai-proxy.conf
  ln -sfn ../sites-available/xinglongtai /etc/nginx/sites-enabled/xinglongtai
  rm -f /etc/nginx/sites-enabled/default
  if ! nginx -t -q; then
    cp -a "$kept/xinglongtai" /etc/nginx/sites-available/ 2>/dev/null || rm -f /etc/nginx/sites-enabled/xinglongtai
    cp -a "$kept/xinglongtai-proxy.conf" /etc/nginx/ 2>/dev/null || true
    rm -rf "$kept"
    die "nginx 配置没有通过检查（见上），已保留原来的配置。"
  fi
  rm -rf "$kept"
}

# answers PATH: the status with which the program answers on its socket ("000": not at all).
answers() {
  python3 - "$1" "$(setting ALLOWED_HOSTS "$etc/xinglongtai.env" | cut -d, -f1)" <<'PYTHON'
import socket, sys

try:
    with socket.socket(socket.AF_UNIX) as caller:
        caller.settimeout(8)
        caller.connect("/run/xinglongtai/web.sock")
        caller.sendall(f"GET {sys.argv[1]} HTTP/1.0\r\nHost: {sys.argv[2]}\r\nX-Forwarded-Proto: https\r\n\r\n".encode())
        print(caller.recv(64).decode("latin-1").split()[1])
except (OSError, IndexError):
    print("000")
PYTHON
}

# wait_until_ready RELEASE: a minute and a half at most; an old release without /healthz is asked for its login page.
wait_until_ready() {
  local address=/healthz/ready until=$((SECONDS + 90))
  [ -e "$1/xinglongtai/core/installation/probes.py" ] || address=/login/
  while [ $SECONDS -lt $until ]; do
    [ "$(answers $address)" = 200 ] && return 0
    sleep 1
  done
  return 1
}
