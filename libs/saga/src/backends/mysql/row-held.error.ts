/** The row of a saga is held by somebody's open transaction, and was not let go within the time that is waited. */
export class RowHeldError extends Error {
  override readonly name = 'RowHeldError';

  constructor(id: string) {
    super(
      `The saga "${id}" is held by a transaction that has been open for a while; find it in the list of the server's transactions.`,
    );
  }
}
