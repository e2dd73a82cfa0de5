/** Lets this session delete events, or not; see the triggers of the log. One round trip. */
export function allowDeletion(isAllowed: boolean): string {
  return `SET @ledgerline_allow_deletion = ${isAllowed ? 1 : 0}`;
}
