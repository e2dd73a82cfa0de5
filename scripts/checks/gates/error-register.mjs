import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { productionSources } from './workspaces.mjs';

const PAGE = 'docs/errors.md';

/**
 * Each exception of a library has a code of its own, and a row of `docs/errors.md` with its status, cause and remedy; each row has its
 * exception.
 */
export function errorRegister({ root, workspaces }) {
  const exceptions = productionSources(workspaces.filter(({ family }) => family === 'libs'))
    .flatMap(({ file, classes }) => classes.map((each) => ({ file, ...each })))
    .filter(({ name, file }) => name.endsWith('Exception') || file.endsWith('.exception.ts'));
  const concrete = exceptions.filter(({ isAbstract }) => !isAbstract);
  const rows = rowsOf(existsSync(join(root, PAGE)) ? readFileSync(join(root, PAGE), 'utf8') : '');
  return {
    measured: `${concrete.length} exceptions, ${rows.length} rows`,
    problems: [
      ...exceptions.flatMap(misplaced),
      ...concrete.flatMap(uncoded),
      ...shared(concrete),
      ...concrete.flatMap((exception) => undocumented(exception, rows)),
      ...rows.flatMap((row) => unfounded(row, concrete)),
      ...repeated(rows),
    ],
  };
}

/** The rows of every table: `| \`CODE\` | status | when | what to do |`. */
function rowsOf(page) {
  return page
    .split('\n')
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .filter(([, code]) => /^`[A-Z0-9_]+`$/.test(code))
    .map(([, code, status = '', when = '', remedy = '']) => ({ code: code.slice(1, -1), status, when, remedy }));
}

function misplaced({ name, file }) {
  return file.endsWith('.exception.ts')
    ? []
    : [`${name} in ${file} is an exception, and belongs in a file of its own, *.exception.ts`];
}

function uncoded({ name, file, code }) {
  return code.length === 1 ? [] : [`${name} in ${file} states ${code.length} codes (exactly one literal \`code\`)`];
}

function shared(concrete) {
  const homes = Map.groupBy
    ? Map.groupBy(concrete, ({ code }) => code[0])
    : concrete.reduce((map, each) => map.set(each.code[0], [...(map.get(each.code[0]) ?? []), each]), new Map());
  return [...homes]
    .filter(([code, classes]) => code !== undefined && classes.length > 1)
    .map(([code, classes]) => `the code ${code} stands for several errors: ${classes.map(({ name }) => name).join(', ')}`);
}

function undocumented({ name, file, code: [code], status: [status] }, rows) {
  if (code === undefined) return [];
  const row = rows.find((each) => each.code === code);
  if (!row) return [`${code} (${name} in ${file}) has no row in ${PAGE}`];
  return status === undefined || row.status === String(status)
    ? []
    : [`${PAGE} says that ${code} answers ${row.status}, ${file} says ${status}`];
}

function unfounded({ code, when, remedy, status }, concrete) {
  if (!concrete.some((each) => each.code[0] === code)) return [`${PAGE} describes ${code}, which no exception has`];
  return status && when && remedy ? [] : [`${PAGE} leaves the status, cause or remedy of ${code} empty`];
}

function repeated(rows) {
  const codes = rows.map(({ code }) => code);
  return codes.filter((code, index) => codes.indexOf(code) !== index).map((code) => `${PAGE} describes ${code} twice`);
}
