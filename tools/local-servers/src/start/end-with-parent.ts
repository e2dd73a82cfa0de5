const PATIENCE_MS = 15_000;

const SCRIPT = `
process.once('disconnect', () => {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${PATIENCE_MS}).unref();
  process.kill(process.pid, 'SIGTERM');
});
process.channel?.unref();
`;

/**
 * Arguments for Node by which a process ends when its parent does. The channel between them closes when the parent ends in any
 * way, `kill -9` included; the process then gives itself the signal that asks for a shutdown in good order, and is killed when
 * that takes too long. The channel alone does not keep the process running.
 */
export const END_WITH_PARENT: readonly string[] = ['--import', `data:text/javascript,${encodeURIComponent(SCRIPT)}`];
