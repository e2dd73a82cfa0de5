import type { DataSource } from 'typeorm';

/** What one statement sees of the model. */
export interface LedgerSight {
  readonly models: readonly number[];
  readonly accounts: number;
  /** As the accounts have counted them. */
  readonly counted: number;
  /** As they are. */
  readonly entries: number;
  readonly position: number;
}

const LOOK = `SELECT (SELECT min(model) FROM ledger_account) AS least_account, (SELECT max(model) FROM ledger_account) AS most_account,
    (SELECT min(model) FROM ledger_entry) AS least_entry, (SELECT max(model) FROM ledger_entry) AS most_entry,
    (SELECT count(*) FROM ledger_account) AS accounts, (SELECT coalesce(sum(entries), 0) FROM ledger_account) AS counted,
    (SELECT count(*) FROM ledger_entry) AS entries, (SELECT coalesce(max(position), 0) FROM ledger_entry) AS reached`;

/** Looks at the whole model in one statement. */
export async function look(dataSource: DataSource): Promise<LedgerSight> {
  const [row] = await dataSource.query<Record<string, string | number>[]>(LOOK);
  const { least_account, most_account, least_entry, most_entry, accounts, counted, entries, reached } = row!;
  return {
    models: [...new Set([least_account, most_account, least_entry, most_entry].map(Number))],
    accounts: Number(accounts),
    counted: Number(counted),
    entries: Number(entries),
    position: Number(reached),
  };
}

/** Milliseconds; the writers and the nodes want to do something, too. */
const PAUSE = 20;

/** Reads the model all the time, and notes what no reader may ever see. */
export class LedgerReader {
  readonly complaints: string[] = [];
  looks = 0;
  #last: LedgerSight | undefined;
  #isOver = false;
  readonly #done: Promise<void>;

  constructor(private readonly dataSource: DataSource) {
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#done;
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      try {
        this.#judge(await look(this.dataSource));
      } catch (error) {
        this.complaints.push(`an error: ${(error as Error).message}`);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  #judge(sight: LedgerSight): void {
    this.looks++;
    const last = this.#last;
    const complain = (what: string) => this.complaints.push(`${what}: ${JSON.stringify({ last, sight })}`);
    if (sight.models.length !== 1) complain('two models at once');
    if (sight.counted !== sight.entries) complain('half a model');
    if (last && sight.models[0]! < last.models[0]!) complain('an old model again');
    if (last && (sight.position < last.position || sight.entries < last.entries)) complain('back in time');
    this.#last = sight;
  }
}
