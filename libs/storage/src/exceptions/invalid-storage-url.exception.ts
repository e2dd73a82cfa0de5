import { LedgerlineException } from './ledgerline.exception.js';

const ACCEPTED_FORMS = [
  'memory:',
  'memory:NAME',
  'postgres://user:password@host:5432/database',
  'mysql://user:password@host:3306/database',
  '{ dataSource }',
  '{ url, schema?, poolSize?, migrate?, preparedStatements? }',
];

/** A storage option that cannot be used: unknown scheme, unparsable URL, bad option, or a server that is too old. */
export class InvalidStorageUrlException extends LedgerlineException {
  /**
   * @param shown the option as it may be shown: passwords already masked
   * @param problem what is wrong with it, as the rest of a sentence
   */
  constructor(
    readonly shown: string,
    problem: string,
    cause?: unknown,
  ) {
    super({
      code: 'INVALID_STORAGE_URL',
      status: 500,
      message: `The storage ${shown} cannot be used: ${problem}. Accepted forms: ${ACCEPTED_FORMS.join(', ')}.`,
      cause,
    });
  }
}
