import { InvalidOptionException } from '@ledgerline/storage';

/** Options of projections, in `CqrsModule.forRoot({ projections })`. */
export interface ProjectionsOptions {
  /** How long a node that died keeps its projections from the others, in milliseconds. @default 10_000 */
  readonly leaseTerm?: number;
  /** Most events that are handled in one transaction; how many there are follows from how long they take. @default 500 */
  readonly batchSize?: number;
}

/** The options with every default filled in. */
export type ResolvedProjectionsOptions = Required<ProjectionsOptions>;

/** @throws InvalidOptionException that names the option and its rule */
export function resolveProjectionsOptions({
  leaseTerm = 10_000,
  batchSize = 500,
}: ProjectionsOptions = {}): ResolvedProjectionsOptions {
  assertInteger('projections.leaseTerm', leaseTerm, 500, 3_600_000);
  assertInteger('projections.batchSize', batchSize, 1, 10_000);
  return { leaseTerm, batchSize };
}

function assertInteger(option: string, value: number, least: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw new InvalidOptionException(option, `an integer from ${least} to ${most}`, value, 500);
  }
}
