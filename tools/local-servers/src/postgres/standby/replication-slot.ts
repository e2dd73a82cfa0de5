import { eventually } from '../../waiting/eventually.js';
import { withClient } from '../administration.js';

/** Keeps on the server of `url` what a standby has not read yet, from now on. */
export async function createSlot(url: string, slot: string): Promise<void> {
  await withClient(url, (client) => client.query('SELECT pg_create_physical_replication_slot($1, true)', [slot]));
}

/** Lets go of what the slot kept; the server needs a moment to notice that the standby has gone. */
export async function dropSlot(url: string, slot: string): Promise<void> {
  await eventually(
    () =>
      withClient(url, (client) =>
        client.query('SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1', [slot]),
      ),
    { until: `the replication slot ${slot} is free` },
  );
}
