import { writeSync } from 'node:fs';
import { openStore } from './open-store.js';

// Runs a durable subscription and says what it handles, until it is killed.
const [url = '', name = ''] = process.argv.slice(2);
const { store } = await openStore(url);
store.subscribe({ name, batchSize: 10, members: 2 }, async (events) => {
  for (const { stream, version, position } of events) writeSync(1, `handled ${stream} ${version} ${position}\n`);
});
writeSync(1, 'ready\n');
