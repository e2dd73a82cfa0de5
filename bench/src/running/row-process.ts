import { once } from 'node:events';
import { CpuProfile } from '../measuring/cpu-profile.js';
import { rowOf } from '../rows/rows.js';
import type { RowJob, RowMessage } from './run-row.js';

const tell = (message: RowMessage) => new Promise((resolve) => process.send!(message, resolve));

/** Runs the one row that the first message names. */
async function main(): Promise<void> {
  process.once('disconnect', () => process.exit(1));
  const [job] = (await once(process, 'message')) as [RowJob];
  const profile = job.profileFile === undefined ? undefined : new CpuProfile();
  try {
    const progress = (text: string) => void tell({ progress: text });
    const measurement = await rowOf(job.id).run({ ...job, progress, profile: profile && ((work) => profile.around(work)) });
    if (profile) for (const line of await profile.write(job.profileFile!)) await tell({ progress: line });
    await tell({ measurement });
  } catch (error) {
    await tell({ error: (error as Error).stack ?? String(error) });
  }
  process.exit();
}

await main();
