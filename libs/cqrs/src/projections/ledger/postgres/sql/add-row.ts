/** Adds a row that is not there. One round trip. Parameters: name, version, partition, role, position. */
export function addRow(schema: string): string {
  return `INSERT INTO ${schema}.projections (name, version, partition_number, role, position) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (name, version, partition_number) DO NOTHING`;
}
