const DEEPEST = 200;

/**
 * Why a value would not come back from JSON as it is, with the place; nothing for what is plain JSON. Properties that are `undefined`
 * are left out by JSON, which is how they read afterwards, too.
 */
export function jsonProblem(value: unknown, path = '', depth = 0): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : `${shown(path)} is ${value}, which JSON turns into null`;
    case 'undefined':
      return `${shown(path)} is undefined, which JSON cannot say`;
    case 'object':
      return value === null ? undefined : objectProblem(value, path, depth);
    default:
      return `${shown(path)} is a ${typeof value}, which cannot be stored as JSON`;
  }
}

function objectProblem(object: object, path: string, depth: number): string | undefined {
  if (depth > DEEPEST) return `${shown(path)} is nested deeper than ${DEEPEST} levels, or contains itself`;
  if (Array.isArray(object)) {
    for (let index = 0; index < object.length; index++) {
      const problem = jsonProblem(object[index], `${path}.${index}`, depth + 1);
      if (problem) return problem;
    }
    return undefined;
  }
  if (!isPlain(object))
    return `${shown(path)} is a ${object.constructor?.name ?? 'n object of a class'}, which JSON does not bring back; store plain data`;
  for (const key of Object.keys(object)) {
    const value = (object as Record<string, unknown>)[key];
    if (value === undefined) continue;
    const problem = jsonProblem(value, `${path}.${key}`, depth + 1);
    if (problem) return problem;
  }
  return undefined;
}

/** A plain object, or an instance of a class of mere data: its prototype holds nothing but the constructor. */
function isPlain(object: object): boolean {
  let prototype = Object.getPrototypeOf(object) as object | null;
  while (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    if (Reflect.ownKeys(prototype).length > 1) return false;
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return !(object instanceof Date);
}

function shown(path: string): string {
  return path === '' ? 'it' : `"${path.slice(1)}"`;
}
