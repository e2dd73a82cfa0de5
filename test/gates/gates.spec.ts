import { PlantedRepository } from './planted-repository.js';

const page = `# Errors

| code | status | when | what to do |
| --- | --- | --- | --- |
| \`TOO_LATE\` | 409 | it is late | come earlier |
`;

const exception = `export class TooLateException extends LedgerlineException {
  constructor() {
    super({ code: 'TOO_LATE', status: 409, message: 'It is late.' });
  }
}
`;

/** A repository in which every gate holds. */
const sound = {
  'docs/errors.md': page,
  'libs/storage/package.json': { name: '@ledgerline/storage' },
  'libs/storage/src/index.ts': `export { TooLateException } from './exceptions/too-late.exception.js';\n`,
  'libs/storage/src/exceptions/ledgerline.exception.ts': 'export abstract class LedgerlineException extends Error {}\n',
  'libs/storage/src/exceptions/too-late.exception.ts': `import { LedgerlineException } from './ledgerline.exception.js';\n${exception}`,
  'libs/saga/package.json': {
    name: '@ledgerline/saga',
    dependencies: { '@ledgerline/storage': '1' },
    peerDependencies: { rxjs: '7' },
  },
  'libs/saga/src/index.ts': `import { TooLateException } from '@ledgerline/storage';\nexport const late = new TooLateException();\n`,
  'libs/cqrs/package.json': { name: '@ledgerline/cqrs', dependencies: {} },
  'libs/cqrs/src/index.ts': 'export const bus = 1;\n',
  'tools/server/package.json': { name: '@ledgerline/server', devDependencies: { pg: '8' } },
  'tools/server/src/index.ts': `export const pg = async () => await import('pg');\n`,
};

const lines = (count: number): string => 'void 0;\n'.repeat(count);

describe('the gates of the house', () => {
  let repository: PlantedRepository;
  beforeEach(() => (repository = new PlantedRepository(sound)));
  afterEach(() => repository.remove());

  test('let a sound repository pass', () => {
    expect(repository.gates()).toMatchObject({ passed: true });
  });

  test.each<[fault: string, files: Record<string, string | object>, said: string]>([
    ['a file of more than 400 lines', { 'libs/cqrs/src/long.ts': lines(401) }, 'libs/cqrs/src/long.ts has 401 lines'],
    [
      'a median file of 50 lines',
      Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((n) => [`libs/cqrs/src/f${n}.ts`, lines(50)])),
      'the median file has 50 lines',
    ],
    [
      'one file in ten with 200 lines',
      { 'libs/cqrs/src/a.ts': lines(200), 'libs/cqrs/src/b.ts': lines(200) },
      'one file in ten has 200 lines',
    ],
    [
      'a function of more than 80 lines, after a text with letters of several bytes',
      { 'libs/cqrs/src/long.ts': `// é, 日本\nexport class Long {\n  get all() {\n${lines(79)}  }\n}\n` },
      'all in libs/cqrs/src/long.ts has 81 lines',
    ],
    [
      'a long function among few',
      { 'libs/cqrs/src/long.ts': `export const long = () => {\n${lines(49)}};\n` },
      'one function in a hundred has 51 lines',
    ],
    [
      'an import cycle',
      {
        'libs/cqrs/src/a.ts': `import { b } from './deep/b.js';\nexport const a = () => b;\n`,
        'libs/cqrs/src/deep/b.ts': `export * from '../c.js';\nexport const b = 1;\n`,
        'libs/cqrs/src/c.ts': `import { a, type A } from './a.js';\nexport const c = () => a;\n`,
      },
      'import cycle: libs/cqrs/src/a.ts → libs/cqrs/src/deep/b.ts → libs/cqrs/src/c.ts → libs/cqrs/src/a.ts',
    ],
    [
      'an import against the arrows, declared as it may be',
      {
        'libs/cqrs/package.json': { name: '@ledgerline/cqrs', dependencies: { '@ledgerline/saga': '1' } },
        'libs/cqrs/src/a.ts': `import type { late } from '@ledgerline/saga';\nexport type Late = typeof late;\n`,
      },
      'libs/cqrs/src/a.ts imports @ledgerline/saga, against the arrows of the design',
    ],
    [
      'an import against the arrows at run time',
      { 'libs/storage/src/a.ts': `export const saga = async () => import('@ledgerline/saga');\n` },
      'libs/storage/src/a.ts imports @ledgerline/saga, against the arrows of the design',
    ],
    [
      'a saga that knows the buses of Nest',
      { 'libs/saga/src/a.ts': `import { CommandBus } from '@nestjs/cqrs';\nexport { CommandBus };\n` },
      'libs/saga/src/a.ts imports @nestjs/cqrs, against the arrows of the design',
    ],
    [
      'a tool that knows a library',
      { 'tools/server/src/a.ts': `export * from '@ledgerline/storage';\n` },
      'tools know no library',
    ],
    [
      'a library without a place among the layers',
      { 'libs/attic/package.json': { name: '@ledgerline/attic' } },
      'libs/attic has no place among the layers yet',
    ],
    [
      'a relative path into another library',
      { 'libs/saga/src/a.ts': `export * from '../../storage/src/index.js';\n` },
      'libs/saga/src/a.ts reaches out of its workspace: ../../storage/src/index.js',
    ],
    [
      'a spec that enters another library by its window',
      { 'libs/saga/src/a.spec.ts': `import '../../storage/src/index.js';\n` },
      'libs/saga/src/a.spec.ts reaches out of its workspace',
    ],
    [
      'a path into the source of another package',
      { 'libs/saga/src/a.ts': `export * from '@ledgerline/storage/src/exceptions/too-late.exception.js';\n` },
      'libs/saga/src/a.ts reaches into another package',
    ],
    [
      'an import of the own index',
      { 'libs/saga/src/deep/a.ts': `export { late } from '../index.js';\n` },
      `libs/saga/src/deep/a.ts imports its own package's index`,
    ],
    [
      'an import of the own package by its name',
      { 'libs/saga/src/deep/a.ts': `export { late } from '@ledgerline/saga';\n` },
      `libs/saga/src/deep/a.ts imports its own package's index`,
    ],
    [
      'an import that no manifest declares',
      { 'libs/cqrs/src/a.ts': `import type { Observable } from 'rxjs/internal/Observable';\nexport type O = Observable<1>;\n` },
      'libs/cqrs/src/a.ts imports rxjs, which libs/cqrs/package.json does not declare',
    ],
    [
      'a library that leans on a development dependency',
      {
        'libs/cqrs/package.json': { name: '@ledgerline/cqrs', devDependencies: { pg: '8' } },
        'libs/cqrs/src/a.ts': `import { Pool } from 'pg';\nexport { Pool };\n`,
      },
      'libs/cqrs/src/a.ts imports pg, which libs/cqrs/package.json does not declare',
    ],
    [
      'a dependency that nothing imports',
      { 'libs/cqrs/package.json': { name: '@ledgerline/cqrs', dependencies: { pg: '8' } } },
      'libs/cqrs/package.json declares pg, which no source imports',
    ],
    [
      'an optional peer that is no peer',
      { 'libs/cqrs/package.json': { name: '@ledgerline/cqrs', peerDependenciesMeta: { pg: { optional: true } } } },
      'libs/cqrs/package.json calls pg an optional peer, but does not list it',
    ],
    [
      'two errors with one code',
      { 'libs/cqrs/src/x.exception.ts': exception.replace('TooLate', 'MuchTooLate') },
      'the code TOO_LATE stands for several errors: MuchTooLateException, TooLateException',
    ],
    [
      'an error without a row',
      { 'libs/cqrs/src/too-soon.exception.ts': exception.replace('TooLate', 'TooSoon').replace('TOO_LATE', 'TOO_SOON') },
      'TOO_SOON (TooSoonException in libs/cqrs/src/too-soon.exception.ts) has no row',
    ],
    ['a row without an error', { 'docs/errors.md': `${page}| \`GONE\` | 500 | it went | look |\n` }, 'describes GONE, which no'],
    ['a row without a remedy', { 'docs/errors.md': page.replace('come earlier', '') }, 'remedy of TOO_LATE empty'],
    ['a row twice', { 'docs/errors.md': page + page }, 'docs/errors.md describes TOO_LATE twice'],
    ['a row with another status', { 'docs/errors.md': page.replace('409', '404') }, 'TOO_LATE answers 404'],
    [
      'an error without a code',
      { 'libs/cqrs/src/odd.exception.ts': 'export class OddException extends Error {}\n' },
      'OddException in libs/cqrs/src/odd.exception.ts states 0 codes',
    ],
    [
      'an exception in a file of something else',
      { 'libs/cqrs/src/odd.ts': `export class OddException extends Error { readonly code = 'ODD'; }\n` },
      'OddException in libs/cqrs/src/odd.ts is an exception',
    ],
  ])('stop %s', (_fault, files, said) => {
    repository.plant(files);
    const { passed, output } = repository.gates();
    expect({ passed, output }).toEqual({ passed: false, output: expect.stringContaining(said) });
  });

  test.each<[what: string, files: Record<string, string | object>]>([
    ['an SQL text that is longer than a function', { 'libs/cqrs/src/a.ts': `export const sql = () => \`${lines(90)}\`;\n` }],
    ['a long spec', { 'libs/cqrs/src/a.spec.ts': `test('all', () => {\n${lines(500)}});\n` }],
    [
      'two files that need only types of each other',
      {
        'libs/cqrs/src/a.ts': `import type { B } from './b.js';\nexport type A = B;\n`,
        'libs/cqrs/src/b.ts': `import { type A } from './a.js';\nexport type B = A;\n`,
      },
    ],
    [
      'a spec that uses its package as others do',
      { 'libs/saga/src/a.spec.ts': `import { late } from './index.js';\nvoid late;\n` },
    ],
  ])('let %s pass', (_what, files) => {
    repository.plant(files);
    expect(repository.gates()).toMatchObject({ passed: true });
  });
});
