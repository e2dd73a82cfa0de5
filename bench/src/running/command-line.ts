import { parseArgs } from 'node:util';

/** What a run of the benchmark was asked for. */
export interface BenchOptions {
  /** Ids of rows; empty for all of them. */
  readonly rows: readonly string[];
  readonly isQuick: boolean;
  /** Whether a missed target makes the run fail. */
  readonly isCheck: boolean;
  readonly isProfiling: boolean;
  readonly rounds: number;
  /** Milliseconds of a sample. */
  readonly sampleTime: number;
  /** Events by row id, over the rows' own sizes. */
  readonly sizes: Readonly<Record<string, number>>;
  /** The administrator's URL of a server to use in place of an embedded one. */
  readonly serverUrl?: string;
}

export const USAGE = `npm run bench -- [rows] [options]

  npm run bench                        every row
  npm run bench -- A1 A2               these rows
  npm run bench -- --quick             short and small, to see that it works; its ratios mean little

  --rounds N         samples of each contestant, after a round for warming up (5; quick: 2)
  --seconds N        length of a sample of continuous work (3; quick: 0.4)
  --size ROW=N       events that a row is about, for example --size G1=10000000
  --postgres URL     a server of your own in place of the embedded one; the URL's user must be allowed to create databases
  --profile          CPU profiles of Ledgerline's samples, in bench/results/profiles
  --check            ends with code 1 when a target is missed`;

/** @throws RangeError, or a TypeError of Node's parser, for options that make no sense */
export function parseCommandLine(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      size: { type: 'string', multiple: true, default: [] },
      postgres: { type: 'string' },
    },
  });
  return {
    rows: positionals.map((id) => id.toUpperCase()),
    isQuick: values.quick,
    isCheck: values.check,
    isProfiling: values.profile,
    rounds: Math.ceil(positive('--rounds', values.rounds ?? (values.quick ? '2' : '5'))),
    sampleTime: positive('--seconds', values.seconds ?? (values.quick ? '0.4' : '3')) * 1000,
    sizes: Object.fromEntries(values.size.map(sizeOf)),
    serverUrl: values.postgres,
  };
}

function sizeOf(text: string): [string, number] {
  const [id = '', size] = text.split('=');
  return [id.toUpperCase(), Math.round(positive('--size', size))];
}

function positive(option: string, text: string | undefined): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new RangeError(`${option} takes a positive number, not "${text}".`);
}
