import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlantedRepository } from './planted-repository.js';

interface Layers {
  readonly libraries: Readonly<Record<string, readonly string[]>>;
  readonly foreign: Readonly<Record<string, readonly string[]>>;
}

const { libraries, foreign } = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'scripts', 'checks', 'gates', 'layers.json'), 'utf8'),
) as Layers;

const names = Object.keys(libraries);
const pairs = names.flatMap((from) => names.map((to) => ({ from, to: `@ledgerline/${to}` })));
const isAllowed = ({ from, to }: Arrow) => libraries[from]?.includes(to.replace('@ledgerline/', '')) ?? false;

/** Every import between libraries that the design has. */
const allowed: readonly Arrow[] = pairs.filter(isAllowed);

/** Every one that it has not, and ways round the front door. */
const forbidden: readonly Arrow[] = [
  ...pairs.filter((each) => !isAllowed(each)),
  ...Object.entries(foreign).flatMap(([from, packages]) => packages.map((to) => ({ from, to }))),
  ...names.flatMap((from) =>
    [
      '../../../storage/src/storage-url.js',
      '@ledgerline/storage/src/storage-url.js',
      '@ledgerline/storage/dist/storage-url.js',
      '@ledgerline/event-sourcing/src',
      '@ledgerline/local-servers',
      '../index.js',
    ].map((to) => ({ from, to })),
  ),
];

interface Arrow {
  readonly from: string;
  readonly to: string;
}

const planted = (arrow: Arrow): string => `libs/${arrow.from}/src/deep/${arrow.to.replace(/\W+/g, '-')}.ts`;

describe('the linter', () => {
  let repository: PlantedRepository;
  beforeEach(() => (repository = new PlantedRepository({})));
  afterEach(() => repository.remove());

  test('knows the same arrows as the gates', () => {
    for (const arrow of [...forbidden, ...allowed]) repository.plant({ [planted(arrow)]: `export * from '${arrow.to}';\n` });
    const { output } = repository.lint();
    const blamed = output.split('\n').filter((line) => line.includes('no-restricted-imports'));
    const isBlamed = (arrow: Arrow) => blamed.some((line) => line.includes(planted(arrow)));
    expect(forbidden.filter((arrow) => !isBlamed(arrow))).toEqual([]);
    expect(allowed.filter(isBlamed)).toEqual([]);
    expect([forbidden.length > 50, allowed.length > 10]).toEqual([true, true]);
  });

  test('finds an import cycle through .js names of .ts files', () => {
    repository.plant({
      'libs/cqrs/src/a.ts': `import { b } from './deep/b.js';\nexport const a = () => b;\n`,
      'libs/cqrs/src/deep/b.ts': `import { a } from '../a.js';\nexport const b = () => a;\n`,
    });
    expect(repository.lint().output).toMatch(/libs\/cqrs\/src\/a\.ts.*no-cycle/i);
  });

  test.each([
    ['no-floating-promises', 'export const late = async (): Promise<void> => {};\nlate();\n'],
    ['no-misused-promises', 'export const late = async (): Promise<void> => {};\n[1].forEach(late);\n'],
    ['no-explicit-any', 'export const anything = (value: any): unknown => value;\n'],
    ['no-console', `console.log('here');\n`],
  ])('finds what %s is about', (rule, text) => {
    repository.plant({ 'tsconfig.json': { compilerOptions: { strict: true } }, 'libs/cqrs/src/a.ts': text });
    const { passed, output } = repository.lint();
    expect({ passed, output }).toEqual({ passed: false, output: expect.stringContaining(rule) });
  });
});
