/** Names one share. Parameters: name, members, member, partition. */
export const IS_SHARE = 'name = ? AND members = ? AND member = ? AND partition_number = ?';
