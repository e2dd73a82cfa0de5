/** Names one row. Parameters 1 to 3: name, version, partition. */
export const IS_ROW = 'name = $1 AND version = $2 AND partition_number = $3';

/** Whether a lease runs. */
export const IS_LEASED = 'coalesce(owner IS NOT NULL AND lease_until > clock_timestamp(), false) AS is_leased';

/** When a lease ends that begins now. @param term the parameter that holds it, in milliseconds */
export function leaseEnd(term: string): string {
  return `clock_timestamp() + ${term}::double precision * interval '1 millisecond'`;
}
