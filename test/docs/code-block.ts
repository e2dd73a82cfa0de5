import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A block of TypeScript that documentation shows. */
export interface CodeBlock {
  /** Path from the root of the repository. */
  readonly file: string;
  /** Number of the line before its first one. */
  readonly line: number;
  readonly code: string;
}

const root = join(__dirname, '..', '..');

/** Every block of TypeScript in the guides, and behind `@example` in the libraries; a block that begins with ```` ```ts fragment ```` is none. */
export function codeBlocks(): CodeBlock[] {
  const guides = [
    'README.md',
    ...readdirSync(join(root, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];
  return [...guides, ...sourcesOf('libs'), 'CONTRIBUTING.md'].flatMap(blocksOf);
}

function sourcesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /(?<!\.spec)\.ts$/.test(entry.name))
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)))
    .filter((file) => /^libs\/[^/]+\/src\//.test(file));
}

function blocksOf(file: string): CodeBlock[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  const prefix = file.endsWith('.ts') ? /^\s*\* ?/ : /^/;
  const blocks: CodeBlock[] = [];
  let open: { line: number; code: string[] } | undefined;
  for (const [index, raw] of lines.entries()) {
    if (file.endsWith('.ts') && !open && !prefix.test(raw)) continue;
    const text = raw.replace(prefix, '');
    if (open && /^```\s*$/.test(text)) {
      blocks.push({ file, line: open.line, code: open.code.join('\n') });
      open = undefined;
    } else if (open) open.code.push(text);
    else if (/^```ts\s*$/.test(text)) open = { line: index + 1, code: [] };
  }
  return blocks;
}
