#!/bin/sh
set -e
echo "the entrypoint ran first"
exec "$@"
