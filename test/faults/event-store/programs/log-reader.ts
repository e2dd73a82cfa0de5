import { writeSync } from 'node:fs';
import type { Part } from './fault-events.js';
import { openStore } from './open-store.js';

// Reads the whole log and looks at each event.
const [url = ''] = process.argv.slice(2);
const node = await openStore(url);
let events = 0;
let sum = 0;
for await (const { event } of node.store.readAll()) {
  events += 1;
  sum += (event as Part).number;
}
writeSync(1, `read ${events} ${sum}\n`);
await node.close();
