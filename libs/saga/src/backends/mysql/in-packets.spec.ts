import { inPackets } from './in-packets.js';
import { PacketTooLargeError } from './packet-too-large.error.js';

const MAX = 10_000;
const size = (item: number) => item;

describe('Batches that fit into packets', () => {
  it('are as large as they may be, and keep the order', () => {
    expect(inPackets([3_000, 2_000, 900, 100, 5_000], size, MAX)).toEqual([
      [3_000, 2_000, 900],
      [100, 5_000],
    ]);
    expect(inPackets([], size, MAX)).toEqual([]);
  });

  it('do not hold what no packet takes: it is refused before it is sent', () => {
    expect(() => inPackets([1, 6_000], size, MAX)).toThrow(PacketTooLargeError);
    expect(() => inPackets([6_000], size, MAX)).toThrow(
      /6000 bytes.*10000 at once; raise its max_allowed_packet, or lower maxContextBytes/,
    );
  });
});
