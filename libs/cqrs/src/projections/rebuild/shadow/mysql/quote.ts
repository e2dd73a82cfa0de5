/** An identifier as MySQL reads it, whatever is in it. */
export const quote = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** The name of a table in a database. */
export const qualified = (database: string, table: string): string => `${quote(database)}.${quote(table)}`;
