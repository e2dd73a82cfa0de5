import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as Nest from '@nestjs/cqrs';
import { eventually } from '@ledgerline/local-servers/testing';
import * as Ours from '@ledgerline/cqrs';
import { aDay, type DayReport } from './app/scenario.js';
import { migrateApp, type MigratedApp } from './migrated-app.js';

const EXPECTED: DayReport = {
  answers: ['book-1', 'book-2', 'Novel is lent to Ada', 'Bob', { id: 'book-1', title: 'Novel', reader: 'Bob' }, 3],
  journal: [
    'added Novel',
    'added Rare atlas',
    'lent book-1 to Ada',
    'lent book-2 to Nobody',
    'returned book-1',
    'lent book-1 to Bob',
    'added Gift',
    'added Legacy',
    'added Find',
  ],
  commands: ['AddBook', 'AddBook', 'LendBook', 'LendBook', 'LendBook', 'ReserveBook', 'ReturnBook', 'LendBook'],
  events: [
    'BookAdded',
    'BookAdded',
    'BookLent',
    'RareBookLent',
    'BookReturned',
    'BookLent',
    'BookAdded',
    'BookAdded',
    'BookAdded',
  ],
  errors: ['RareBookLent: no address of Nobody'],
  published: 9,
};

describe('an application that ran on @nestjs/cqrs', () => {
  let migrated: MigratedApp;
  beforeAll(() => {
    migrated = migrateApp();
  });
  afterAll(() => migrated.drop());

  it('does what it does', async () => {
    expect(await aDay(eventually)).toEqual(EXPECTED);
  });

  it('does the same on @ledgerline/cqrs, with its import changed and nothing else', async () => {
    expect(migrated.lines).toBe(5);
    const scenario = createRequire(__filename)(join(migrated.folder, 'scenario.ts')) as { aDay: typeof aDay };
    expect(await scenario.aDay(eventually)).toEqual(EXPECTED);
  });

  it('compiles as it did', () => {
    const project = {
      extends: '../../../tsconfig.all.json',
      compilerOptions: { rootDir: '../../..' },
      include: ['*.ts'],
    };
    writeFileSync(join(migrated.folder, 'tsconfig.json'), JSON.stringify(project));
    const compiler = join(__dirname, '../../node_modules/typescript/bin/tsc');
    expect(() => execFileSync(process.execPath, [compiler, '-p', migrated.folder], { encoding: 'utf8' })).not.toThrow();
  }, 120_000);
});

describe('@ledgerline/cqrs', () => {
  const values = (library: object) => Object.keys(library).filter((name) => name !== 'default' && name !== '__esModule');

  it('exports all that @nestjs/cqrs exports', () => {
    expect(values(Ours)).toEqual(expect.arrayContaining(values(Nest)));
  });

  it('has of them its own module and buses, which are Nest’s, extended; the rest is the same', () => {
    const shared = new Map(Object.entries(Ours as object));
    const other = Object.entries(Nest as object).filter(([name, value]) => value !== shared.get(name));
    expect(other.map(([name]) => name).sort()).toEqual(['CommandBus', 'CqrsModule', 'EventBus', 'QueryBus']);
    for (const [Own, Theirs] of [
      [Ours.CommandBus, Nest.CommandBus],
      [Ours.QueryBus, Nest.QueryBus],
      [Ours.EventBus, Nest.EventBus],
    ] as const) {
      expect(Own.prototype).toBeInstanceOf(Theirs);
    }
  });
});
