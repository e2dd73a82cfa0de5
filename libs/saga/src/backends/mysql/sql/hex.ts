/** A text that travels inside JSON in hexadecimal, so that no character set touches it; {@link unhex} reads it. */
export function hex(text: string): string {
  return Buffer.from(text).toString('hex');
}

/** The bytes of a column that holds {@link hex}. */
export function unhex(column: string): string {
  return `UNHEX(${column})`;
}

/** A document that a statement gets as bytes. */
export function jsonOf(bytes: string): string {
  return `CONVERT(${bytes} USING utf8mb4)`;
}
