#!/bin/sh
# Installs what the browser tests and documents need from Debian, where we may (root). Elsewhere the test run's last
# lines say what did not run.
set -u
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    need=""
    [ -x /usr/bin/chromium ] || need="$need chromium"
    fc-list 2>/dev/null | grep -qi 'wqy-zenhei' || need="$need fonts-wqy-zenhei fontconfig"
    if [ -n "$need" ]; then
        # shellcheck disable=SC2086
        (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $need) >/dev/null 2>&1 ||
            echo "could not install:$need" >&2
    fi
fi
exit 0
