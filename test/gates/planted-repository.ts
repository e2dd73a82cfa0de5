import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const workspace = join(__dirname, '..', '..');

/** What a program said, and whether it was content. */
export interface Verdict {
  readonly passed: boolean;
  readonly output: string;
}

/** A tiny repository in a temporary folder, for faults to be planted in. */
export class PlantedRepository {
  readonly root = mkdtempSync(join(tmpdir(), 'ledgerline-gates-'));

  /** @param files text of files by path; objects become JSON */
  constructor(files: Readonly<Record<string, string | object>>) {
    this.plant(files);
  }

  plant(files: Readonly<Record<string, string | object>>): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), typeof content === 'string' ? content : JSON.stringify(content));
    }
  }

  /** Runs the gates over it. */
  gates(): Verdict {
    return this.#run(process.execPath, join(workspace, 'scripts/checks/gates.mjs'), this.root);
  }

  /** Runs the linter over it, as `npm run lint` does, with the configuration of the workspace. */
  lint(): Verdict {
    cpSync(join(workspace, '.oxlintrc.json'), join(this.root, '.oxlintrc.json'));
    return this.#run(
      process.execPath,
      join(workspace, 'node_modules/oxlint/bin/oxlint'),
      '--type-aware',
      '--deny-warnings',
      '--format=unix',
      '.',
    );
  }

  /** Packs a library of it, as CI does. */
  pack(library: string): Verdict {
    const program = `
      const { pack } = await import('${pathToFileURL(join(workspace, 'scripts/checks/packages/pack.mjs')).href}');
      const { readLibraries } = await import('${pathToFileURL(join(workspace, 'scripts/checks/packages/libraries.mjs')).href}');
      console.log(pack(readLibraries(process.cwd()).find(({ name }) => name === '${library}'), process.cwd()));`;
    return this.#run(process.execPath, '--input-type=module', '--eval', program);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #run(program: string, ...args: readonly string[]): Verdict {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: this.root, encoding: 'utf8' });
    return { passed: status === 0, output: stdout + stderr };
  }
}
