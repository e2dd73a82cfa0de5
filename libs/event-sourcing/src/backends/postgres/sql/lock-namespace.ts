/**
 * Advisory locks belong to a database, so the keys carry a number that names their purpose and the schema.
 *
 * - Watermarks use the one-key form: 23 bits that stand for the schema, then 40 bits of position.
 * - Streams use the two-key form, which is a space of its own: a number for the schema, then the hash of the stream's name.
 */
export function watermarkNamespace(schema: string): number {
  return fnv1a(`ledgerline watermark ${schema}`) & 0x7fffff;
}

/** A signed 32-bit number, as the two-key form takes it. */
export function streamNamespace(schema: string): number {
  return fnv1a(`ledgerline stream ${schema}`) | 0;
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
