import { mkdir, writeFile } from 'node:fs/promises';
import { Session, type Profiler } from 'node:inspector/promises';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { busyShare, topFunctions } from './top-functions.js';

const SHOWN = 25;

/** CPU profiles of pieces of work, none of what happens in between. */
export class CpuProfile {
  readonly #session = new Session();
  #last?: Profiler.Profile;

  /** Profiles one piece of work. */
  async around<T>(work: () => Promise<T>): Promise<T> {
    this.#session.connect();
    await this.#session.post('Profiler.enable');
    await this.#session.post('Profiler.setSamplingInterval', { interval: 200 });
    await this.#session.post('Profiler.start');
    try {
      return await work();
    } finally {
      this.#last = (await this.#session.post('Profiler.stop')).profile;
      this.#session.disconnect();
    }
  }

  /** Writes the last profile to a file that browsers and editors open, and returns its functions with the most time of their own. */
  async write(file: string): Promise<string[]> {
    if (!this.#last) return [];
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(this.#last));
    const busy = (busyShare(this.#last) * 100).toFixed(0);
    const lines = topFunctions(this.#last, SHOWN).map(
      ({ share, name, url, line }) => `${(share * 100).toFixed(1).padStart(5)} %  ${name}  ${placeOf(url)}:${line}`,
    );
    return [`last sample: the process was busy ${busy} % of the time; own time of that (${file}):`, ...lines];
  }
}

function placeOf(url: string): string {
  return url.startsWith('file:') ? relative(process.cwd(), fileURLToPath(url)) : url;
}
