import { writeSync } from 'node:fs';
import { Part } from '../../event-store/programs/fault-events.js';
import { openStore } from '../../event-store/programs/open-store.js';

/*
 * Floods a store whose table is locked. It says `flooded <refused> <heap MB> <rss MB> <code> <status> <message>` when what is too much was
 * refused, and `ended <accepted> <refused> <version>` when the lock was let go and everything was answered. Needs `--expose-gc`.
 */
const MEGABYTE = 1_048_576;
const [url = '', flood = '0', size = '0', fewestRefused = '0'] = process.argv.slice(2);
const node = await openStore(url);
await node.store.append('warm-up', new Part('warm-up', 0, 1));
const before = heapInUse();
writeSync(1, 'ready\n');
await new Promise((resolve) => process.once('SIGUSR2', resolve));

const text = 'x'.repeat(Number(size));
let accepted = 0;
let refused = 0;
let refusal: unknown;
let hasTold = false;

function note(error: unknown): void {
  refused += 1;
  refusal ??= error;
}

/** What waits is there as an event and as its text; what was refused has left nothing behind. */
function tell(): void {
  const { code, status, message } = refusal as { code: string; status: number; message: string };
  const heap = Math.round((heapInUse() - before) / MEGABYTE);
  writeSync(1, `flooded ${refused} ${heap} ${Math.round(process.memoryUsage().rss / MEGABYTE)} ${code} ${status} ${message}\n`);
}

const appends: Promise<void>[] = [];
for (let index = 0; index < Number(flood); index++) {
  const append = node.store.append(`flood-${index}`, new Part(`${index} ${text}`, index, 1));
  appends.push(append.then(() => void (accepted += 1), note));
  if (index % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
}
const looking = setInterval(() => {
  if (hasTold || refused < Number(fewestRefused)) return;
  hasTold = true;
  tell();
}, 100);
await Promise.all(appends);
clearInterval(looking);
const { version } = await node.store.append('flood-again', new Part('again', 1, 1));
writeSync(1, `ended ${accepted} ${refused} ${version}\n`);
await node.close();

/** Bytes that are reachable. */
function heapInUse(): number {
  if (!globalThis.gc) throw new Error('This program measures what is reachable: run it with --expose-gc.');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
