import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { Part } from './fault-events.js';
import { openStore } from './open-store.js';

// Appends without end, and says so only after each append was acknowledged; lives through whatever happens to the database.
const [url = '', callers = '8'] = process.argv.slice(2);
const { store } = await openStore(url);
writeSync(1, 'ready\n');

await Promise.all(
  Array.from({ length: Number(callers) }, async (_, caller) => {
    for (;;) {
      const append = randomUUID();
      const total = 1 + Math.floor(Math.random() * 5);
      const events = Array.from({ length: total }, (_part, number) => new Part(append, number, total));
      try {
        const { version } = await store.append(`fault-${caller}-${Math.floor(Math.random() * 20)}`, events);
        writeSync(1, `ack ${append} ${total} ${version}\n`);
      } catch (error) {
        writeSync(1, `refused ${append} ${(error as { code?: string }).code ?? String(error)}\n`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }),
);
