/** How long clients that shut down may keep the server, once its owner is gone: in tenths of a second. */
const PATIENCE = 100;

/**
 * Runs a server (the arguments) and writes its process id as the first line of its standard output.
 *
 * The point is the watcher: it waits for the standard input to close, which the system does when the process at the other end
 * ends in any way, `kill -9` included, and then asks the server to stop: gently first, then for good. It lives on if this
 * shell is killed. A shell gives background commands no standard input, hence the copy in file descriptor 3.
 */
export const SUPERVISOR_SCRIPT = `
exec 3<&0
"$@" 3<&- </dev/null >&2 &
server=$!
{
  cat <&3
  kill -"$GENTLE_SIGNAL" "$server"
  tenths=0
  while [ "$tenths" -lt ${PATIENCE} ] && kill -0 "$server"; do
    sleep 0.1
    tenths=$((tenths + 1))
  done
  kill -"$STOP_SIGNAL" "$server"
} >/dev/null 2>&1 &
watcher=$!
exec 3<&-
echo "$server"
asked=0
trap 'asked=1; kill -"$STOP_SIGNAL" "$server" 2>/dev/null' INT TERM HUP
while :; do
  asked=0
  wait "$server"
  code=$?
  [ "$asked" = 1 ] || break
done
kill "$watcher" 2>/dev/null
exit "$code"
`;
