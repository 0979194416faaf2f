#!/bin/sh
# Records docs/first-run.md: the README's two commands in a clean clone, with the seconds they took.
#
#     sh docs/record_first_run.sh > docs/first-run.md
#
# It clones what is committed, needs the ports of the settings to be free, and takes minutes. What
# happens goes to standard error too. It ends with 1 when an answer or a test is not right.
set -eu
cd "$(dirname "$0")/.."
project=$PWD
port=${COUNTYLINE_RASA_PORT:-5005}
question='is the recorder open friday'
address="http://localhost:$port/webhooks/rest/webhook"
page="http://localhost:${COUNTYLINE_PORT:-8000}/"
folder=$(mktemp -d)
running=
stop() {
    if [ -n "$running" ]; then kill "$running" 2>/dev/null && wait "$running" || true; fi
    running=
}
trap 'stop; rm -rf "$folder"' EXIT

# Each line with the seconds since the command began, and without the folders of this machine.
timed() {
    began=$(date +%s)
    while IFS= read -r line; do
        printf '%5d s  %s\n' $(($(date +%s) - began)) "$line"
    done | sed -u -e "s#$folder/countyline#countyline#g" -e "s#$HOME/#~/#g" | tee -a /dev/stderr
}

block() { printf '```\n'; cat "$1"; printf '```\n\n'; }

git clone --quiet "$project" "$folder/countyline" 2>"$folder/clone.txt"
cd "$folder/countyline"

mkfifo "$folder/pipe"
timed <"$folder/pipe" >"$folder/run.txt" &
reader=$!
make run >"$folder/pipe" 2>&1 &
running=$!
until grep -q "Open the residents' page" "$folder/run.txt"; do
    if ! kill -0 "$running" 2>/dev/null; then echo 'make run ended:' >&2; exit 1; fi
    sleep 1
done
curl -s -w '\n(%{time_total} s)\n' "$address" \
    -d "{\"sender\": \"me\", \"message\": \"$question\"}" >"$folder/answer.txt"
curl -s -o "$folder/page.html" -w '%{http_code}, %{size_download} bytes, %{time_total} s\n' "$page" \
    >"$folder/page.txt"
stop
wait "$reader"
grep -q 'Recorder of Deeds' "$folder/page.html" || { echo 'The page is not right.' >&2; exit 1; }
grep -q 'offices.recorder_of_deeds.closure' "$folder/answer.txt" || {
    echo 'The first answer is not right:' >&2; cat "$folder/answer.txt" >&2; exit 1
}

set +e
{ make test 2>&1; echo $? >"$folder/code"; } | timed >"$folder/test.txt"
set -e

memory=$(awk '/MemTotal/ {printf "%.0f GB of memory", $2 / 1048576}' /proc/meminfo 2>/dev/null ||
    echo 'memory unknown')
cat <<PAGE
# The first run

What a newcomer sees: a clean clone in a new folder, the first command to a first right answer, then
the second command. This page is recorded by a command, on any machine:

\`\`\`sh
sh docs/record_first_run.sh > docs/first-run.md
\`\`\`

Recorded on $(date -u +%Y-%m-%d), commit $(git rev-parse --short HEAD), $(uname -sm), $(getconf _NPROCESSORS_ONLN) cores, $memory. The number before each line is the seconds since the command began.

## The first command: \`make run\`

PAGE
block "$folder/run.txt"
printf 'While it ran, from another terminal:\n\n```\n$ curl -s %s -d '\''{"sender": "me", "message": "%s"}'\''\n' \
    "$address" "$question"
cat "$folder/answer.txt"
printf '$ curl -s -o page.html %s\n' "$page"
cat "$folder/page.txt"
printf '```\n\n## The second command: `make test`\n\n'
block "$folder/test.txt"
printf 'It ended with exit code %s.\n' "$(cat "$folder/code")"
exit "$(cat "$folder/code")"
