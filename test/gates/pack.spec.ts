import { PlantedRepository } from './planted-repository.js';

/** A library that was built. */
const sound = {
  'libs/storage/package.json': {
    name: '@ledgerline/storage',
    version: '1.2.3',
    type: 'module',
    exports: {
      '.': { 'ledgerline-source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
      './package.json': './package.json',
    },
    files: ['dist', 'src', '!**/*.spec.ts', '!dist/*.tsbuildinfo'],
  },
  'libs/storage/src/index.ts': 'export const one = 1;\n',
  'libs/storage/src/index.spec.ts': 'void 1;\n',
  'libs/storage/dist/index.js': 'export const one = 1;\n',
  'libs/storage/dist/index.d.ts': 'export declare const one = 1;\n',
  'libs/storage/dist/tsconfig.tsbuildinfo': '{}',
};

const manifest = sound['libs/storage/package.json'];

describe('a package', () => {
  let repository: PlantedRepository;
  beforeEach(() => (repository = new PlantedRepository(sound)));
  afterEach(() => repository.remove());

  test('holds what its exports name', () => {
    const { passed, output } = repository.pack('@ledgerline/storage');
    expect({ passed, output }).toEqual({ passed: true, output: expect.stringContaining('ledgerline-storage-1.2.3.tgz') });
  });

  test.each<[fault: string, files: Record<string, string | object>, said: string]>([
    [
      'a front door that leads nowhere',
      {
        'libs/storage/package.json': {
          ...manifest,
          exports: { ...manifest.exports, './backend': { default: './dist/backend.js' } },
        },
      },
      'the package @ledgerline/storage lacks ./dist/backend.js',
    ],
    [
      'types that were left out',
      { 'libs/storage/package.json': { ...manifest, files: ['dist/*.js', 'src/index.ts'] } },
      'the package @ledgerline/storage lacks ./dist/index.d.ts',
    ],
    [
      'specs and build records',
      { 'libs/storage/package.json': { ...manifest, files: ['dist', 'src'] } },
      'does not belong there: dist/tsconfig.tsbuildinfo, src/index.spec.ts',
    ],
    ['what a source that is gone has left', { 'libs/storage/dist/old.js': '' }, 'does not belong there: dist/old.js (delete '],
  ])('is refused with %s', (_fault, files, said) => {
    repository.plant(files);
    const { passed, output } = repository.pack('@ledgerline/storage');
    expect({ passed, output }).toEqual({ passed: false, output: expect.stringContaining(said) });
  });
});
