import { InvalidOptionException } from '@ledgerline/storage';

/** A place in the log: an opaque string, or a plain position on a log of one partition. */
export type Token = string | number;

/** How far each partition was read; a partition that is missing was not read at all. */
export type PartitionPositions = ReadonlyMap<number, number>;

const PART = /^(\d{1,4})-(\d{1,16})$/;

/** The token for one place in one partition. */
export function tokenOf(partition: number, position: number): string {
  return `${partition}-${position}`;
}

/** The token for a place in each of several partitions. */
export function tokenOfAll(positions: PartitionPositions): string {
  return [...positions].map(([partition, position]) => tokenOf(partition, position)).join('_');
}

/**
 * Reads a token from outside.
 *
 * @throws InvalidOptionException for anything that no store of ours has issued
 */
export function parseToken(token: Token, partitions: number, option = 'after'): Map<number, number> {
  if (typeof token === 'number') {
    if (!Number.isSafeInteger(token) || token < 0) throw new InvalidOptionException(option, 'a token or a position', token);
    if (partitions > 1) throw new InvalidOptionException(option, `a token, since the log has ${partitions} partitions`, token);
    return new Map([[0, token]]);
  }
  const positions = new Map<number, number>();
  for (const part of String(token).split('_')) {
    const [, partition, position] = PART.exec(part) ?? [];
    const isKnown = partition !== undefined && Number(partition) < partitions && Number.isSafeInteger(Number(position));
    if (!isKnown) throw new InvalidOptionException(option, 'a token that this store has issued', token);
    positions.set(Number(partition), Number(position));
  }
  return positions;
}
