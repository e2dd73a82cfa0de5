import { PacketTooLargeError } from './packet-too-large.error.js';

/** Room in a packet for what is sent beside the texts of the items. */
const OVERHEAD = 4_096;

/**
 * Splits items into batches, so that each fits into a packet that the server takes: it ends the connection of one that sends a larger one, which
 * would pass for a database that is away.
 *
 * @param sizeOf bytes of an item on the wire
 * @throws PacketTooLargeError when one alone does not fit
 */
export function inPackets<T>(items: readonly T[], sizeOf: (item: T) => number, maxPacket: number): T[][] {
  const room = maxPacket - OVERHEAD;
  const batches: T[][] = [];
  let left = -1;
  for (const item of items) {
    const size = sizeOf(item);
    if (size > room) throw new PacketTooLargeError(size, maxPacket);
    if (size > left) {
      batches.push([]);
      left = room;
    }
    batches.at(-1)!.push(item);
    left -= size;
  }
  return batches;
}

/** Bytes that texts take on the wire at most: three for a unit of UTF-16, twice that in a statement that is not prepared. */
export function bytesOf(...texts: readonly (string | null | undefined)[]): number {
  return texts.reduce((sum, text) => sum + (text ? Buffer.byteLength(text) : 0), 0);
}
