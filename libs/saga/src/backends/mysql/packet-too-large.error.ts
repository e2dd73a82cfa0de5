/** What a saga brings is larger than the server takes in one packet; it was not sent. */
export class PacketTooLargeError extends Error {
  override readonly name = 'PacketTooLargeError';

  constructor(bytes: number, maxPacket: number) {
    super(
      `A write of a saga takes ${bytes} bytes, and the server takes ${maxPacket} at once; raise its max_allowed_packet, or lower maxContextBytes.`,
    );
  }
}
