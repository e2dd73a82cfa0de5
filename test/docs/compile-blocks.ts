import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeBlock } from './code-block.js';

const root = join(__dirname, '..', '..');
const SYNTAX_ERROR = /error TS1\d\d\d:/;
const UNKNOWN_NAME = /error TS(?:2304|2552|2503|18004|2693|2663): .*?'([A-Za-z_$][\w$]*)'/;

/** What the compiler says of one place. */
interface Complaint {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/**
 * Compiles every block as a module of its own, and names what is wrong by file and line of the documentation.
 *
 * Names that a block uses and does not declare come from the prelude of its page, `preludes/<page>.ts`, or else from the common one: found in a
 * first run of the compiler, imported in the next. What is no module of its own is taken for members of a class.
 */
export function compileBlocks(blocks: readonly CodeBlock[]): string[] {
  const folder = mkdtempSync(join(__dirname, 'blocks-'));
  try {
    const project = {
      extends: '../../../tsconfig.all.json',
      compilerOptions: {
        rootDir: '../../..',
        isolatedModules: false,
        emitDecoratorMetadata: false,
        strictPropertyInitialization: false,
      },
      include: ['*.ts'],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
    const imports = blocks.map(({ code }) => new Set(namesBehindGlobals(code)));
    const members = new Set<number>();
    const write = () => {
      for (const [index, block] of blocks.entries())
        writeFileSync(join(folder, `block-${index}.ts`), moduleOf(block, imports[index]!, members.has(index)));
    };
    write();
    for (const { file, text } of compile(folder)) if (SYNTAX_ERROR.test(text)) members.add(indexOf(file));
    if (members.size > 0) write();
    for (const { file, text } of compile(folder)) {
      const name = UNKNOWN_NAME.exec(text)?.[1];
      if (name) imports[indexOf(file)]!.add(name);
    }
    write();
    return compile(folder).map(({ file, line, text }) => {
      const block = blocks[indexOf(file)]!;
      return `${block.file}:${block.line + line - 1}: ${text}`;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Names of ours that are also globals of Node: the compiler would take those. */
function namesBehindGlobals(code: string): string[] {
  return /\bextends Event\b/.test(code) ? ['Event'] : [];
}

/** One line of imports, then the block: the line numbers are those of the block, and one more. Members of a class are put into one. */
function moduleOf({ file, code }: CodeBlock, names: ReadonlySet<string>, isMembers: boolean): string {
  const page = /^docs\/([^/]+)\.md$/.exec(file)?.[1] ?? '';
  const prelude = existsSync(join(__dirname, 'preludes', `${page}.ts`)) ? page : 'common';
  const [before, after] = isMembers ? ['class Example {', '}'] : ['', ''];
  return `import { ${[...names].join(', ')} } from '../preludes/${prelude}.js'; ${before}\n${code}\n${after}\nexport {};\n`;
}

function compile(folder: string): Complaint[] {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout, stderr, status } = spawnSync(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], {
    encoding: 'utf8',
  });
  const complaints = stdout.split('\n').flatMap((said): Complaint[] => {
    const [, file, line, text] = /^(.*block-\d+\.ts)\((\d+),\d+\): (.*)$/.exec(said) ?? [];
    return file === undefined ? [] : [{ file, line: Number(line), text: text! }];
  });
  if (status !== 0 && complaints.length === 0) throw new Error(`The compiler failed: ${stdout}${stderr}`);
  return complaints;
}

function indexOf(file: string): number {
  return Number(/block-(\d+)\.ts$/.exec(file)![1]);
}
