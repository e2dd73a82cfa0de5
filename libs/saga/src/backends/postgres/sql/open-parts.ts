/** The open sagas, in parts for each of which there is a partial index: `sagas_due`, `sagas_owner`, `sagas_standing`. */
export const OPEN_PARTS = {
  idle: 's.active AND s.owner IS NULL',
  running: 's.active AND s.owner IS NOT NULL',
  standing: 's.finished_at IS NULL AND NOT s.active',
} as const;
