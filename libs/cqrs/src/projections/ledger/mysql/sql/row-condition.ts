/** Names one row. Parameters: name, version, partition. */
export const IS_ROW = 'name = ? AND version = ? AND partition_number = ?';

/** Whether a lease runs. */
export const IS_LEASED = 'COALESCE(owner IS NOT NULL AND lease_until > UTC_TIMESTAMP(6), 0) AS is_leased';

/** When a lease ends that begins now. Parameter: term in milliseconds. */
export const LEASE_END = 'TIMESTAMPADD(MICROSECOND, ? * 1000, UTC_TIMESTAMP(6))';
