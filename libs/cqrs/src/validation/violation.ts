/** One field of a message that breaks a rule. */
export interface Violation {
  /** Path of the field, for example `items.0.quantity`; empty when it is the message as a whole. */
  readonly field: string;
  /** What is wrong with it, a sentence for each rule. */
  readonly problems: readonly string[];
}

/** Looks at a message before anything else does; `undefined` = valid. Answers at once where the rules allow it. */
export type Validate = (message: object) => readonly Violation[] | undefined | Promise<readonly Violation[] | undefined>;
