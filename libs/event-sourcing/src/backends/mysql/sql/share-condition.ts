/** Names one share. Parameters: name, members, member, partition. */
export const IS_SHARE = 'name = ? AND members = ? AND member = ? AND partition_number = ?';

/** When a lease ends that begins now. Parameter: term in milliseconds. */
export const LEASE_END = 'TIMESTAMPADD(MICROSECOND, ? * 1000, UTC_TIMESTAMP(6))';
