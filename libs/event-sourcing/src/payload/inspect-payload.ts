/** What a place in a payload holds that JSON has no form for: restored from these marks when it is read. */
export type PayloadMark = 'date' | 'bigint' | '-0';

/** Marks by path; keys on the way are escaped as in a JSON pointer (RFC 6901). */
export type PayloadMarks = Record<string, PayloadMark>;

const DEEPEST = 200;

/**
 * Walks a payload before it is stored: finds what JSON cannot say but we can restore (dates, bigints, -0), and refuses what would
 * come back as something else.
 *
 * @returns the marks, or `undefined` when the payload is plain JSON (nearly always)
 * @throws TypeError that names the place and the remedy
 */
export function inspectPayload(payload: object): PayloadMarks | undefined {
  let marks: PayloadMarks | undefined;
  const mark = (path: string, kind: PayloadMark) => ((marks ??= {})[path] = kind);

  const visitObject = (object: object, path: string, depth: number): void => {
    if (depth > DEEPEST) throw new TypeError(`it is nested deeper than ${DEEPEST} levels, or contains itself, at ${shown(path)}`);
    if (Array.isArray(object)) {
      if (Object.keys(object).length !== object.length)
        throw new TypeError(`the array at ${shown(path)} has holes or properties of its own`);
      object.forEach((item, index) => {
        if (item === undefined) throw new TypeError(`the array at ${shown(path)} holds undefined, which JSON turns into null`);
        visit(item, path, index, depth);
      });
      return;
    }
    if (depth > 0 && !isPlain(object)) refuseClass(object, path);
    for (const key of Object.keys(object)) visit((object as Record<string, unknown>)[key], path, key, depth);
  };

  const visit = (value: unknown, parent: string, key: string | number, depth: number): void => {
    switch (typeof value) {
      case 'string':
      case 'boolean':
      case 'undefined':
        return;
      case 'number':
        if (!Number.isFinite(value)) throw new TypeError(`${shown(pathTo(parent, key))} is ${value}, which JSON turns into null`);
        if (Object.is(value, -0)) mark(pathTo(parent, key), '-0');
        return;
      case 'bigint':
        mark(pathTo(parent, key), 'bigint');
        return;
      case 'object':
        if (value === null) return;
        if (value instanceof Date) return visitDate(value, pathTo(parent, key));
        return visitObject(value, pathTo(parent, key), depth + 1);
      default:
        throw new TypeError(`${shown(pathTo(parent, key))} is a ${typeof value}, which cannot be stored`);
    }
  };

  const visitDate = (date: Date, path: string): void => {
    if (Number.isNaN(date.getTime())) throw new TypeError(`${shown(path)} is an invalid Date`);
    mark(path, 'date');
  };

  visitObject(payload, '', 0);
  return marks;
}

/** A plain object, or an instance of a class of mere data: its prototype has nothing but the constructor, so nothing is lost. */
function isPlain(object: object): boolean {
  for (let prototype = Object.getPrototypeOf(object); prototype !== null && prototype !== Object.prototype;) {
    if (Reflect.ownKeys(prototype).some((key) => key !== 'constructor')) return false;
    prototype = Object.getPrototypeOf(prototype);
  }
  return true;
}

function refuseClass(object: object, path: string): never {
  const name = object.constructor?.name ?? 'an object';
  throw new TypeError(
    `${shown(path)} is a ${name}, whose methods would be lost; give the property a @Type(() => ${name}) of class-transformer, or store plain data`,
  );
}

function pathTo(parent: string, key: string | number): string {
  return `${parent}/${typeof key === 'number' ? key : key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function shown(path: string): string {
  return path === '' ? 'the payload' : `"${path.slice(1).replaceAll('/', '.')}"`;
}
