import { writeSync } from 'node:fs';
import { Part } from './fault-events.js';
import { openStore } from './open-store.js';

// Races for each version of one stream, round after round; the log itself tells when the next round begins.
const [url = '', callers = '32', rounds = '10'] = process.argv.slice(2);
const node = await openStore(url);

for (let round = 0; round < Number(rounds); round++) {
  const results = await Promise.allSettled(
    Array.from({ length: Number(callers) }, () =>
      node.store.append('raced-1', new Part('race', round, 1), { expectedVersion: round }),
    ),
  );
  const won = results.filter(({ status }) => status === 'fulfilled').length;
  const conflicts = results.filter(
    (result) => result.status === 'rejected' && (result.reason as { code?: string }).code === 'CONCURRENCY_CONFLICT',
  ).length;
  writeSync(1, `round ${round}: ${won} won, ${conflicts} conflicts, ${results.length - won - conflicts} others\n`);
}
await node.close();
