#!/bin/sh
# Writes the secrets that compose.yaml reads, once, to the folder `secrets` beside this file.
set -eu
cd -- "$(dirname -- "$0")"
if [ -e secrets ]; then
  echo "The folder secrets exists. Its contents are in use: change nothing there without reading docs/operations.md." >&2
  exit 1
fi
umask 022
mkdir -m 700 secrets
# Containers read the files as another user. The folder is closed to everyone else on this machine.
write() { printf '%s\n' "$2" >"secrets/$1"; }
random() { od -An -vN32 -tx1 /dev/urandom | tr -d ' \n'; }
for name in session-secret audit-secret postgres-password database-password verifier-password; do
  write "$name" "$(random)"
done
write database-url "postgresql://byteengine:$(cat secrets/database-password)@postgres:5432/byteengine"
write verifier-database-url "postgresql://byteengine_api:$(cat secrets/verifier-password)@postgres:5432/byteengine"
