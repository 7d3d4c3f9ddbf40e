# Shared by scripts/run, scripts/test and scripts/lock: finds what the machine has and installs what it lacks.
# Sourced in the project's folder; written for bash 3.2 (macOS) and later.
# shellcheck shell=bash

PYTHON=.venv/bin/python
if [ "$(uname)" = Darwin ]; then
  # Homebrew's libraries lie where Python does not look by itself.
  export DYLD_FALLBACK_LIBRARY_PATH="${DYLD_FALLBACK_LIBRARY_PATH:-/opt/homebrew/lib:/usr/local/lib}"
fi

say() {
  printf '%s\n' "$*"
}

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# Ctrl-C and kill end the script the ordinary way, so that what it does on EXIT is done.
exit_when_told() {
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# The comment at a script's head is its help.
show_usage() {
  sed -n '2,/^set /s/^# \{0,1\}//p' "$1"
}

# --- Packages of the system --------------------------------------------------------------------------------------

# As root, or with sudo; sudo asks for a password only where somebody can type it.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif [ -t 0 ]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

# Waits two minutes for another installation to end: a new machine often updates itself first.
apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get --yes --quiet=2 --no-install-recommends --option DPkg::Lock::Timeout=120 "$@" < /dev/null > /dev/null
}

# install_packages PURPOSE "DEBIAN'S NAMES" "HOMEBREW'S NAMES": installs them, or names them and fails.
install_packages() {
  local purpose=$1 debian=$2 homebrew=$3
  if command -v apt-get > /dev/null; then
    say "Installing from the system's packages: $debian ($purpose)"
    # A machine that never fetched its package lists, or long ago, fails the first time.
    # shellcheck disable=SC2086 # several names
    { apt_get install $debian 2> /dev/null || { apt_get update && apt_get install $debian; }; } && return 0
    say "Could not install them. As root: apt-get install $debian"
  elif command -v brew > /dev/null; then
    say "Installing with Homebrew: $homebrew ($purpose)"
    # shellcheck disable=SC2086 # several names
    brew install --quiet $homebrew && return 0
    say "Could not install them. By hand: brew install $homebrew"
  else
    say "Missing: $purpose. Debian's names for it are: $debian"
  fi
  return 1
}

# --- Python and its packages -------------------------------------------------------------------------------------

# The machine's own python3 first, then newer ones beside it.
find_python() {
  local name
  for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then
      say "$name"
      return
    fi
  done
  return 1
}

# A .venv that was made in this very folder and still has its Python; a copied or moved one points elsewhere.
has_environment() {
  "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null \
    && grep --quiet --fixed-strings "$(pwd -P)/.venv/bin/python" .venv/bin/pip
}

make_environment() {
  local python
  has_environment && return
  if ! python=$(find_python); then
    install_packages "Python 3.11 or newer" "python3 python3-venv" "python" || exit 1
    python=$(find_python) || die "pdday needs Python 3.11 or newer; the system's packages offer an older one."
  fi
  if ! "$python" -c 'import ensurepip, venv' 2> /dev/null; then
    install_packages "virtual environments of Python" "$python-venv" "python" || exit 1
  fi
  # A link leads to another folder's environment, which is not ours to clear.
  [ ! -L .venv ] || rm .venv
  say "Making .venv with $("$python" --version)"
  "$python" -m venv --clear .venv
}

# install_locked LOCK: what scripts/LOCK names, each file checked by its hash; nothing to do while LOCK is unchanged.
install_locked() {
  cmp -s "scripts/$1" ".venv/$1" && return
  say "Installing $(grep -c '==' "scripts/$1") packages of scripts/$1, each checked by its hash (about half a minute)"
  "$PYTHON" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "scripts/$1" \
    || die "Python's packages could not be installed; the lines above say why. Once cured, start again."
  cp "scripts/$1" ".venv/$1"
}

# pdday itself, in place: the code in this folder is what runs, and `.venv/bin/pdday` is its command. A path file and
# three lines do what pip's editable install does, without a build and its own downloads.
install_pdday() {
  local here packages
  here=$(pwd -P)
  packages=$("$PYTHON" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  say "$here" > "$packages/pdday.pth"
  printf '#!/bin/sh\nexec "%s" -m pdday.cli "$@"\n' "$here/$PYTHON" > .venv/bin/pdday
  chmod +x .venv/bin/pdday
}

# WeasyPrint sets PDFs with Pango, which no Python package brings along.
has_pango() {
  "$PYTHON" -c 'import weasyprint' > /dev/null 2>&1
}

install_pango() {
  has_pango && return
  install_packages "PDF pages" "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" "pango" && has_pango
}
