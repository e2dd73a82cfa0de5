import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { CutTrap } from './cut-trap.js';
import type { LostPart, MessagePattern } from './cut-trap.js';
import { ProxiedConnection } from './proxied-connection.js';

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'postgres:': 5432,
  'postgresql:': 5432,
  'mysql:': 3306,
  'mariadb:': 3306,
};

/**
 * A stretch of network between a client and a database server, with faults on demand.
 *
 * @example
 * const proxy = await FaultProxy.start(database.url);
 * const lost = proxy.cutAt('COMMIT', 'answer');
 * await expect(store.append(…)).rejects.toThrow();  // through proxy.url
 * await lost;                                        // the commit is done, and the client does not know
 */
export class FaultProxy {
  private readonly connections = new Set<ProxiedConnection>();
  private listener: Server | undefined;
  private isSilent = false;
  private trap: CutTrap | undefined;
  private listeningPort = 0;

  private constructor(private readonly target: URL) {}

  /** Begins to listen on a free port and to forward to the server of `targetUrl`. */
  static async start(targetUrl: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(new URL(targetUrl));
    await proxy.accept();
    return proxy;
  }

  /** The target's URL with the way through this proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }

  get port(): number {
    return this.listeningPort;
  }

  /** How many connections go through it now. */
  get openConnections(): number {
    return this.connections.size;
  }

  /** Resets every connection; new ones are served. */
  cut(): void {
    for (const connection of this.connections) connection.cut();
  }

  /** From now on nothing is delivered in either direction and nobody is told; new connections are taken and left unanswered. */
  silence(): void {
    this.isSilent = true;
    for (const connection of this.connections) connection.silence();
  }

  /** Forgets the connections that are open, as a firewall does: nothing of theirs is delivered any more. New ones are served. */
  forget(): void {
    for (const connection of this.connections) connection.silence();
  }

  /** Delivers what `silence` held back, and goes on. */
  resume(): void {
    this.isSilent = false;
    for (const connection of this.connections) connection.resume();
  }

  /** Resets every connection and refuses new ones, as a server does that is not running. */
  async refuse(): Promise<void> {
    const closed = this.listener && once(this.listener, 'close');
    this.listener?.close();
    this.listener = undefined;
    this.cut();
    await closed;
  }

  /** Listens again, on the same port. */
  async accept(): Promise<void> {
    if (this.listener) return;
    const listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.forward(client));
    listener.listen({ host: '127.0.0.1', port: this.listeningPort });
    await once(listener, 'listening');
    this.listener = listener;
    this.listeningPort = (listener.address() as AddressInfo).port;
  }

  /**
   * Cuts the next connection whose client sends `message`: before the server gets it (`request` lost), or when the server has
   * done it and begins to answer (`answer` lost). One trap at a time: a new one replaces the old.
   *
   * @returns a promise that is fulfilled when the connection is cut
   */
  cutAt(message: MessagePattern, lost: LostPart): Promise<void> {
    this.trap = new CutTrap(message, lost);
    return this.trap.sprung;
  }

  /** Closes everything. */
  async stop(): Promise<void> {
    await this.refuse();
  }

  private forward(client: Socket): void {
    const server = connect({
      host: this.target.hostname,
      port: Number(this.target.port) || DEFAULT_PORTS[this.target.protocol] || 0,
      allowHalfOpen: true,
      noDelay: true,
    });
    const connection = new ProxiedConnection(
      client,
      server,
      () => this.trap,
      () => this.connections.delete(connection),
    );
    this.connections.add(connection);
    if (this.isSilent) connection.silence();
  }
}
