import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processIdentity } from '../os-process/process-identity.js';
import { eventually } from '../waiting/eventually.js';
import { endProcess } from './end-process.js';
import { SupervisedProcess } from './supervised-process.js';

jest.setTimeout(60_000);

describe('SupervisedProcess', () => {
  const run = (script: string) =>
    SupervisedProcess.spawn({ program: '/bin/sh', args: ['-c', script], gentleSignal: 'TERM', stopSignal: 'KILL' });

  it('gives the exit code and the last words of a program that ends by itself', async () => {
    const program = await run('echo out; echo err >&2; exit 3');
    await expect(program.ended).resolves.toBe(3);
    expect(program.lastOutput.split('\n').sort((a, b) => a.localeCompare(b))).toEqual(['err', 'out']);
  });

  it('says so when there is no such program', async () => {
    const program = await SupervisedProcess.spawn({
      program: '/nonexistent/postgres',
      args: [],
      gentleSignal: 'TERM',
      stopSignal: 'KILL',
    });
    await expect(program.ended).resolves.toBe(127);
    expect(program.lastOutput).toContain('/nonexistent/postgres');
  });

  it('names the process of the program itself, and signals it', async () => {
    const program = await run('exec sleep 600');
    expect(execFileSync('ps', ['-o', 'args=', '-p', String(program.pid)], { encoding: 'utf8' })).toContain('sleep 600');
    program.signal('SIGTERM');
    await expect(program.ended).resolves.toBe(143);
    expect(() => program.signal('SIGTERM')).not.toThrow();
  });

  it('has ended only when the children of the program are gone as well', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ledgerline-child-'));
    const program = await run(`(echo child; while [ -e '${folder}' ]; do sleep 0.02; done) & echo main`);
    await eventually(() => /child/.test(program.lastOutput) && /main/.test(program.lastOutput));
    await eventually(() => processIdentity(program.pid) === undefined);
    expect(program.hasEnded).toBe(false);
    rmdirSync(folder);
    await program.ended;
    expect(program.hasEnded).toBe(true);
  });

  it('is not left alone by a harder signal when it ignores the first', async () => {
    const program = await run('trap "" QUIT; sleep 0 ; echo ready; exec sleep 600');
    await eventually(() => program.lastOutput.includes('ready'));
    await endProcess(program, ['SIGQUIT', 'SIGKILL'], 100);
    await expect(program.ended).resolves.toBe(137);
  });
});
