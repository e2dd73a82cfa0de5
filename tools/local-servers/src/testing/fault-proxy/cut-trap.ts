/** Which of the two is lost when a connection is cut at a message of the client. */
export type LostPart = 'request' | 'answer';

/** What a client message is recognised by: text within it. Statements and names of prepared statements travel as plain text. */
export type MessagePattern = string | RegExp;

/** Enough to recognise a text that is split between two packets. */
const REMEMBERED = 4096;

/** Waits for one message of any client; sprung once. */
export class CutTrap {
  private readonly seen = new WeakMap<object, string>();
  private isSprung = false;
  private spring!: () => void;

  /** Fulfilled when the connection has been cut. */
  readonly sprung: Promise<void>;

  constructor(
    private readonly pattern: MessagePattern,
    readonly lost: LostPart,
  ) {
    this.sprung = new Promise((resolve) => (this.spring = resolve));
  }

  /** Whether the message is in what `connection` has sent since the trap was set. True once, for one connection. */
  catches(connection: object, bytes: Buffer): boolean {
    if (this.isSprung) return false;
    const text = (this.seen.get(connection) ?? '') + bytes.toString('latin1');
    this.seen.set(connection, text.slice(-REMEMBERED));
    this.isSprung = typeof this.pattern === 'string' ? text.includes(this.pattern) : text.search(this.pattern) >= 0;
    return this.isSprung;
  }

  close(): void {
    this.spring();
  }
}
