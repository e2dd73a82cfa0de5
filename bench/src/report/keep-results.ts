import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { plot } from './plot.js';
import type { RowResult } from './result.js';

/**
 * Writes `<name>.json` and `<name>.svg`. Rows that were measured take the place of what the file said of them; the others stay, each
 * with its own time and machine.
 *
 * @param order ids of all rows, as they follow each other
 */
export async function keepResults(
  folder: string,
  name: string,
  measured: readonly RowResult[],
  order: readonly string[],
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name}.json`);
  const known = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as { rows: RowResult[] }).rows : [];
  const byId = new Map([...known, ...measured].map((result) => [result.id, result]));
  const rows = order.flatMap((id) => byId.get(id) ?? []);
  await writeFile(file, `${JSON.stringify({ rows }, null, 2)}\n`);
  await writeFile(join(folder, `${name}.svg`), plot(rows));
  return file;
}
