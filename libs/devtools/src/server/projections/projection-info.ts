import type { ProjectionStatus } from '@ledgerline/cqrs';
import type { ProjectionInfo } from '../../api/projections.js';

/** A projection as the page shows it. */
export function projectionInfo(status: ProjectionStatus, handles: readonly string[]): ProjectionInfo {
  const { name, version, state, lag, lagSeconds, partitions, rebuild, error, disconnected } = status;
  const sum = (key: 'position' | 'head') => partitions.reduce((total, partition) => total + partition[key], 0);
  return {
    name,
    version,
    state,
    position: sum('position'),
    head: sum('head'),
    lagEvents: lag,
    ...(lag > 0 ? { lagSeconds } : {}),
    ...(rebuild ? { rebuild: rebuild.done } : {}),
    ...(error ? { error: { message: error.message, stack: error.stack, at: Date.parse(error.at) }, poison: placeOf(error) } : {}),
    ...(!error && disconnected !== undefined ? { error: { message: disconnected } } : {}),
    handles,
  };
}

function placeOf({ event }: NonNullable<ProjectionStatus['error']>): NonNullable<ProjectionInfo['poison']> {
  return { stream: event.stream, version: event.version, position: event.position };
}
