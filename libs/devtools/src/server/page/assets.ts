import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Answer } from '../http/answer.js';

/** Where the built pages lie: the same place from the sources and from what they were compiled to. */
export const UI_FOLDER = fileURLToPath(new URL('../../../ui/dist/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzipped: Buffer;
}

/** The files of the pages, read once: there are a handful, and their names hold a sum of what is in them. */
export class Assets {
  /** Path below the page → file; nothing else can be asked for, so no path can lead elsewhere. */
  readonly #files = new Map<string, Asset>();
  /** The page, before the server has said in it where it is. */
  readonly html: string;

  constructor(folder: string = UI_FOLDER) {
    const page = join(folder, 'index.html');
    this.html = existsSync(page) ? readFileSync(page, 'utf8') : '';
    if (this.html !== '') this.#read(folder, '/');
  }

  /** False when the package was taken from its sources and the pages were not built. */
  get areBuilt(): boolean {
    return this.html !== '';
  }

  /** Every path that leads to a file. */
  get paths(): readonly string[] {
    return [...this.#files.keys()];
  }

  /** What a first visit takes over the wire, the page itself apart. */
  get bytesGzipped(): number {
    return [...this.#files.values()].reduce((sum, { gzipped }) => sum + gzipped.length, 0);
  }

  find(path: string, acceptsGzip: boolean): Answer | undefined {
    const asset = this.#files.get(path);
    if (!asset) return undefined;
    const isNamedBySum = path.startsWith('/assets/');
    const headers = {
      'content-type': asset.type,
      'cache-control': isNamedBySum ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
      vary: 'accept-encoding',
      ...(acceptsGzip ? { 'content-encoding': 'gzip' } : {}),
    };
    return { status: 200, headers, body: acceptsGzip ? asset.gzipped : asset.plain };
  }

  #read(folder: string, path: string): void {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const file = join(folder, entry.name);
      const type = TYPES[extname(entry.name)];
      if (entry.isDirectory()) this.#read(file, `${path}${entry.name}/`);
      else if (type !== undefined) {
        const plain = readFileSync(file);
        this.#files.set(path + entry.name, { type, plain, gzipped: gzipSync(plain) });
      }
    }
  }
}
