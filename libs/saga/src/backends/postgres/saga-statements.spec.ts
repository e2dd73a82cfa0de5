import { sagaStatements } from './saga-statements.js';

/** As long as a schema's name may be. */
const LONGEST = 's'.repeat(32);

describe('The statements of the saga store on PostgreSQL', () => {
  const statements = Object.values(sagaStatements(LONGEST));

  it('have names of their own that start with the schema, and that PostgreSQL does not cut off', () => {
    const names = statements.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      expect(name).toMatch(new RegExp(`^${LONGEST}_[a-z]`));
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
    }
  });

  it('are about the tables of their schema only', () => {
    for (const { text } of statements) {
      const tables = [...text.matchAll(/(\w+\.)?\b(sagas|saga_steps|saga_signals|nodes)\b/g)];
      expect(tables.length).toBeGreaterThan(0);
      for (const [, schema] of tables) expect(schema).toBe(`${LONGEST}.`);
    }
  });
});
