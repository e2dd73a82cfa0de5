import { join } from 'node:path';
import { Test, type TestingModule } from '@nestjs/testing';
import { EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import { eventually, freshDatabase, type DatabaseKind, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { DataSource } from 'typeorm';
import { Program } from '../../../servers/program.js';
import { TYPESCRIPT } from '../../typescript-program.js';
import { Booked, LedgerAccount, LedgerEntry } from './programs/ledger-model.js';

const NODE = join(__dirname, 'programs', 'ledger-node.ts');

/** A database, a log in it that the spec writes, and nodes that project it. */
export class LedgerScene {
  readonly #pursuits: { stop(): Promise<void> }[] = [];

  private constructor(
    readonly kind: DatabaseKind,
    readonly database: FreshDatabase,
    private readonly module: TestingModule,
    /** Of the spec itself, as any reader has one. */
    readonly dataSource: DataSource,
  ) {}

  static async set(kind: DatabaseKind): Promise<LedgerScene> {
    const database = await freshDatabase(kind);
    const module = await Test.createTestingModule({
      imports: [
        EventSourcingModule.forRoot({ storage: { url: database.url, poolSize: 4 } }),
        EventSourcingModule.forFeature({ events: [Booked] }),
      ],
    }).compile();
    await module.init();
    const common = { url: database.url, entities: [LedgerAccount, LedgerEntry], poolSize: 6 };
    const dataSource = new DataSource({ ...common, type: kind === 'postgres' ? 'postgres' : 'mysql' });
    return new LedgerScene(kind, database, module, await dataSource.initialize());
  }

  get store(): EventStore {
    return this.module.get(EventStore);
  }

  /** The ledger of projections, by its name in SQL. */
  get rows(): string {
    return this.kind === 'postgres' ? 'ledgerline.projections' : 'ledgerline_projections';
  }

  /** Goes on until it is stopped, at the latest with the scene. */
  pursue<P extends { stop(): Promise<void> }>(pursuit: P): P {
    this.#pursuits.push(pursuit);
    return pursuit;
  }

  /** Starts a node with a release of the projection. */
  node(version: number, { leaseTerm = 2_000, order = '' } = {}): Program {
    return Program.run(NODE, [this.database.url, String(version), String(leaseTerm), order], TYPESCRIPT);
  }

  /** The version whose model is served. */
  async served(): Promise<number> {
    const rows = await this.dataSource.query<{ version: number }[]>(`SELECT version FROM ${this.rows} WHERE role = 'live'`);
    return Number(rows[0]?.version ?? 0);
  }

  /** Waits until a node has started, on a machine that has much else to do. */
  async isReady(node: Program): Promise<void> {
    await eventually(() => /^ready$/m.test(node.output), { timeout: 180_000, until: 'the node is ready' });
  }

  /** Waits until the model of a release is served, which a node makes. */
  async becomesServed(version: number, node: Program): Promise<void> {
    await eventually(
      async () => {
        if ((await this.served()) !== version) throw new Error(`The node has written:\n${node.output}`);
      },
      { timeout: 240_000, interval: 100, until: `release ${version} is served` },
    );
  }

  /** Where the served model has got to. */
  async position(): Promise<number> {
    const rows = await this.dataSource.query<{ position: number }[]>(`SELECT position FROM ${this.rows} WHERE role = 'live'`);
    return Number(rows[0]?.position ?? 0);
  }

  /** How the rebuild stands, if one is under way. */
  async shadow(): Promise<{ mode: string; position: number; owner: string | null } | undefined> {
    const [row] = await this.dataSource.query<Record<string, unknown>[]>(
      `SELECT mode, position, owner FROM ${this.rows} WHERE role = 'shadow'`,
    );
    return row && { mode: row['mode'] as string, position: Number(row['position']), owner: row['owner'] as string | null };
  }

  async end(): Promise<void> {
    await Promise.all(this.#pursuits.map((pursuit) => pursuit.stop()));
    await Program.killAll();
    if (this.kind !== 'postgres') {
      for (const place of ['shadow', 'archive'])
        await this.dataSource.query(`DROP DATABASE IF EXISTS ${this.database.name}_ledgerline_${place}`);
    }
    await this.dataSource.destroy();
    await this.module.close();
    await this.database.drop();
  }
}
