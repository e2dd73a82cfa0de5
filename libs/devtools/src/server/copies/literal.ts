import type { Json } from '../../api/json.js';

/** A JSON value as TypeScript, indented like the code around it. */
export function literal(value: Json | undefined, indent = ''): string {
  const text = JSON.stringify(value ?? null, null, 2)
    .replace(/^(\s*)"([A-Za-z_$][\w$]*)":/gm, (whole, space: string, key: string) =>
      key === '__proto__' ? whole : `${space}${key}:`,
    )
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
  return text.replaceAll('\n', `\n${indent}`);
}

/** A text within single quotes. */
export function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'").replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}

/** A name as a file is called: `OrderFulfilment` → `order-fulfilment`. */
export function fileNameOf(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^\w.-]+/g, '-');
}
