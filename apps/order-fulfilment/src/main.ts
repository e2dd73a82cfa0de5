import { createApp } from './create-app.js';
import { readSettings } from './settings/read-settings.js';
import { announcement } from './start/announcement.js';
import { stopWithParent } from './start/stop-with-parent.js';

async function start(): Promise<void> {
  const { port, ...storages } = readSettings(process.env);
  const app = await createApp(storages);
  app.enableShutdownHooks([], { useProcessExit: true });
  stopWithParent();
  await app.listen(port);
  const { port: actual } = app.getHttpServer().address() as { port: number };
  console.log(announcement(`http://localhost:${actual}`));
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return 'The port is in use by another process. Give another one: PORT=3001 npm start';
  return message ?? String(error);
}

try {
  await start();
} catch (error) {
  console.error(`\nThe application could not start. ${reasonOf(error)}\n`);
  process.exit(1);
}
