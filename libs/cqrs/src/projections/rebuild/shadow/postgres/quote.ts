/** An identifier as PostgreSQL reads it, whatever is in it. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The name of a table, type or sequence in a schema. */
export const qualified = (schema: string, name: string): string => `${quote(schema)}.${quote(name)}`;
