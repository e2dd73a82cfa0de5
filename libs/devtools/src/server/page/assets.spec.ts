import { Assets } from './assets.js';

describe('The files of the pages', () => {
  const assets = new Assets();
  const files = [...assets.html.matchAll(/(?:src|href)="\.(\/[^"]+)"/g)].map(([, path]) => path!);

  it('are built, and every one that the page names is there', () => {
    expect(assets.areBuilt).toBe(true);
    expect(files.length).toBeGreaterThanOrEqual(3);
    for (const file of files) expect(assets.find(file, false)?.status).toBe(200);
  });

  it('are less than 100 kB in all, gzipped', () => {
    const bytes = assets.bytesGzipped;
    process.stdout.write(`The pages: ${(bytes / 1_000).toFixed(1)} kB gzipped, in ${assets.paths.length} files.\n`);
    expect(bytes).toBeGreaterThan(1_000);
    expect(bytes).toBeLessThan(100_000);
  });

  it('are kept by browsers for as long as their name, and unzip to what they are', () => {
    const script = files.find((file) => file.endsWith('.js'))!;
    expect(assets.find(script, true)?.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': expect.stringContaining('immutable'),
    });
    expect(assets.find('/favicon.svg', false)?.headers['cache-control']).not.toContain('immutable');
  });

  it.each(['/../package.json', '/assets/../index.html', '/index.html', '/fingerprint.txt', '/constructor', '/__proto__', ''])(
    'O6 are all there is: not %p',
    (path) => expect(assets.find(path, false)).toBeUndefined(),
  );
});
