/**
 * The property to which a constructor assigns one of its parameters. A decorator of a parameter is told its number alone, so the compiled
 * class is read: `constructor(a, b) { … this.email = b; }`, whatever a minifier has called the parameters.
 *
 * @param parameter its index
 */
export function assignedProperty(target: object, parameter: number): string | undefined {
  const source = Function.prototype.toString.call(target);
  const parameters = /\bconstructor\s*\(([^)]*)\)/.exec(source)?.[1];
  const name = parameters?.split(',')[parameter]?.trim().split(/[\s=]/)[0];
  if (!name || !/^[\w$]+$/.test(name)) return undefined;
  return new RegExp(`\\bthis\\.([\\w$]+)\\s*=\\s*${name.replaceAll('$', '\\$')}\\b`).exec(source)?.[1];
}
