/**
 * The partition in which a stream lives: FNV-1a over its UTF-16 units, well spread and the same in every process.
 *
 * @see http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function partitionOf(stream: string, partitions: number): number {
  if (partitions === 1) return 0;
  let hash = 0x811c9dc5;
  for (let index = 0; index < stream.length; index++) {
    hash ^= stream.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0) % partitions;
}
