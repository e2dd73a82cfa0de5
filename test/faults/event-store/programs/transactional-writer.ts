import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { resolveStorage } from '@ledgerline/storage';
import { Part } from './fault-events.js';
import { openStore } from './open-store.js';

// Appends in transactions of its own with random pauses, one in five rolled back, and outside of any, without end.
const [url = ''] = process.argv.slice(2);
const { store, connections } = await openStore(url);
const application = await connections.connection(resolveStorage(url)).ready();
writeSync(1, 'ready\n');

await Promise.all(
  Array.from({ length: 6 }, async () => {
    for (;;) {
      try {
        await turn();
      } catch (error) {
        writeSync(1, `failed ${(error as Error).message.split('\n')[0]}\n`);
        await pause(20);
      }
    }
  }),
);

async function turn(): Promise<void> {
  const append = randomUUID();
  if (Math.random() < 0.4) {
    await store.append(`plain-${append}`, new Part(append, 0, 1));
  } else {
    await application.transaction(async (manager) => {
      for (let number = 0; number < 2; number++) {
        await store.append(`transaction-${append}-${number}`, new Part(append, number, 2), { manager });
        await pause(Math.random() * 15);
      }
      if (Math.random() < 0.2) throw new Error('rolled back');
    });
  }
  writeSync(1, `committed ${append}\n`);
}
