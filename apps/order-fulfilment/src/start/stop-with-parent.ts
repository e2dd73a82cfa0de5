/**
 * When a parent process that started this one with an IPC channel goes away, by whatever death, shuts down as at SIGTERM. Without such a
 * parent it does nothing.
 */
export function stopWithParent(): void {
  if (!process.connected) return;
  // Nest listens to the event, so this works where the platform has no signals; it ignores a second one while it is shutting down.
  process.once('disconnect', () => process.emit('SIGTERM', 'SIGTERM'));
}
