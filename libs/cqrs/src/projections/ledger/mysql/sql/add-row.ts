/** Adds a row that is not there. One round trip. Parameters: name, version, partition, role, position. */
export function addRow(table: string): string {
  return `INSERT IGNORE INTO ${table} (name, version, partition_number, role, mode, position, epoch, created_at, updated_at)
    VALUES (?, ?, ?, ?, 'running', ?, 0, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))`;
}
