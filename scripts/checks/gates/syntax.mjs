import { parseSync } from '@swc/core';

/** Nodes that are functions; methods carry their span one level deeper. */
const FUNCTIONS = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'Constructor',
  'MethodProperty',
  'GetterProperty',
  'SetterProperty',
]);

/**
 * What the gates want to know of a file: its imports, its functions with their lengths, its classes.
 *
 * TypeScript 7 has no programmatic interface, so the parser is the one that compiles the specs.
 */
export function syntaxOf(file, text) {
  const source = new Source(file, text);
  const found = { imports: [], functions: [], classes: [] };
  visit(source.body, '(anonymous)', (node, name) => {
    const specifier = importOf(node);
    if (specifier) found.imports.push(specifier);
    if (FUNCTIONS.has(node.type)) found.functions.push({ name, lines: source.linesOf(node) });
    if (node.type === 'ClassDeclaration') found.classes.push(classOf(node));
  });
  return found;
}

/** Knows where the nodes of one parsed text lie. */
class Source {
  #bytes;
  #base;
  body;

  constructor(file, text) {
    this.#bytes = Buffer.from(text);
    // Spans count bytes over all that the process has parsed; the empty statement put in front says where this text begins.
    const [front, ...body] = parseSync(`;${text}`, { syntax: 'typescript', tsx: file.endsWith('x'), decorators: true }).body;
    this.#base = front.span.start + 1;
    this.body = body;
  }

  /** Lines from the first to the last of a function. A template literal counts as one line: an SQL text is as long as the SQL. */
  linesOf(node) {
    let lines = this.#breaksIn(node.span ?? node.function.span) + 1;
    visit(node, '', (inner) => {
      if (inner.type === 'TemplateLiteral') for (const quasi of inner.quasis) lines -= this.#breaksIn(quasi.span);
    });
    return lines;
  }

  #breaksIn({ start, end }) {
    return this.#bytes.subarray(start - this.#base, end - this.#base).filter((byte) => byte === 10).length;
  }
}

/** Calls `look` for every node below, with the nearest name around it. */
function visit(node, name, look) {
  if (Array.isArray(node)) {
    for (const each of node) visit(each, name, look);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const own = nameOf(node) ?? name;
  if (node.type) look(node, own);
  for (const [key, value] of Object.entries(node)) if (key !== 'span') visit(value, own, look);
}

function nameOf(node) {
  const named = node.identifier ?? node.key ?? node.id;
  return typeof named?.value === 'string' ? named.value : undefined;
}

/** The module that a node names, and whether it needs it as a value at load time (`value`), later (`dynamic`) or never (`type`). */
function importOf(node) {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
      return node.source ? { specifier: node.source.value, kind: isErased(node) ? 'type' : 'value' } : undefined;
    case 'ExportAllDeclaration':
      return { specifier: node.source.value, kind: node.typeOnly ? 'type' : 'value' };
    case 'TsImportEqualsDeclaration':
      return (
        node.moduleRef.expression && { specifier: node.moduleRef.expression.value, kind: node.isTypeOnly ? 'type' : 'value' }
      );
    case 'TsImportType':
      return { specifier: node.argument.value, kind: 'type' };
    case 'CallExpression':
      return lateImportOf(node);
    default:
      return undefined;
  }
}

/** Nothing of it is left in the compiled file. */
function isErased({ typeOnly, specifiers }) {
  return typeOnly || (specifiers.length > 0 && specifiers.every(({ isTypeOnly }) => isTypeOnly));
}

function lateImportOf({ callee, arguments: [argument] }) {
  const loads = callee.type === 'Import' || (callee.type === 'Identifier' && callee.value === 'require');
  return loads && argument?.expression.type === 'StringLiteral'
    ? { specifier: argument.expression.value, kind: 'dynamic' }
    : undefined;
}

/** A class with the literals of its fields and constructor: `code`, `status`. */
function classOf(node) {
  const literals = { code: [], status: [] };
  visit(node.body, '', ({ type, key, value }) => {
    if (type !== 'KeyValueProperty' && type !== 'ClassProperty') return;
    const literal = value?.expression ?? value;
    if (key.value in literals && /^(String|Numeric)Literal$/.test(literal?.type)) literals[key.value].push(literal.value);
  });
  return { name: node.identifier.value, isAbstract: node.isAbstract, base: node.superClass?.value, ...literals };
}
