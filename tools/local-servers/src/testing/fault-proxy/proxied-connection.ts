import type { Socket } from 'node:net';
import type { CutTrap } from './cut-trap.js';

/** One client's connection and its twin to the server. */
export class ProxiedConnection {
  /** Set between a trapped message and the server's answer to it. */
  private sprungTrap: CutTrap | undefined;
  private isSilent = false;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    private readonly trap: () => CutTrap | undefined,
    onClosed: () => void,
  ) {
    client.on('data', (bytes) => this.fromClient(bytes));
    server.on('data', (bytes) => this.fromServer(bytes));
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('end', () => other.end());
      one.on('drain', () => this.isSilent || other.resume());
      // Losing connections is what a fault proxy is for.
      one.on('error', () => undefined);
      one.on('close', () => {
        other.destroy();
        onClosed();
      });
    }
  }

  /** Neither side hears of the other any more, and neither is told. */
  silence(): void {
    this.isSilent = true;
    this.client.pause();
    this.server.pause();
  }

  /** Delivers what was held back, and goes on. */
  resume(): void {
    this.isSilent = false;
    this.client.resume();
    this.server.resume();
  }

  /** Both sides get a reset, as when a firewall drops the connection from its table. */
  cut(): void {
    this.client.resetAndDestroy();
    this.server.resetAndDestroy();
  }

  private fromClient(bytes: Buffer): void {
    const trap = this.trap();
    if (trap?.catches(this, bytes)) {
      if (trap.lost === 'request') return this.spring(trap);
      this.sprungTrap = trap;
    }
    if (!this.server.write(bytes)) this.client.pause();
  }

  private fromServer(bytes: Buffer): void {
    if (this.sprungTrap) return this.spring(this.sprungTrap);
    if (!this.client.write(bytes)) this.server.pause();
  }

  private spring(trap: CutTrap): void {
    this.cut();
    trap.close();
  }
}
