import { resolveStorage } from '@ledgerline/storage';
import { resolveDatabases } from './resolve-databases.js';

const events = resolveStorage({ url: 'postgres://localhost/app', schema: 'log' });

describe('The databases of an application', () => {
  it('are the event store’s, unless the options say otherwise', () => {
    expect(resolveDatabases({}, events)).toEqual({ write: events, read: events, isReplica: false });
    expect(resolveDatabases({}, undefined).write.engine).toBe('memory');
    const own = resolveDatabases({ write: 'mysql://localhost/app' }, events);
    expect([own.write.engine, own.read]).toEqual(['mysql', own.write]);
  });

  it('are two when `read` names another', () => {
    const { write, read, isReplica } = resolveDatabases({ read: 'postgres://localhost/reads' }, events);
    expect([write, read.shown, isReplica]).toEqual([events, 'postgres://localhost/reads', false]);
  });

  it('are one and its replica, which holds the same schema', () => {
    const { read, isReplica } = resolveDatabases({ read: { url: 'postgres://replica/app', replica: true } }, events);
    expect([read.schema, isReplica]).toEqual(['log', true]);
  });

  it.each([
    ['of memory', { write: 'memory:', read: { url: 'memory:', replica: true as const } }],
    ['of another engine', { read: { url: 'mysql://localhost/app', replica: true as const } }],
    ['with another schema', { read: { url: 'postgres://replica/app', schema: 'other', replica: true as const } }],
  ])('refuse a replica %s', (_, options) => {
    expect(() => resolveDatabases(options, events)).toThrow(expect.objectContaining({ code: 'INVALID_STORAGE_URL' }));
  });

  it('refuse a `replica` that is neither true nor false', () => {
    const read = { url: 'postgres://replica/app', replica: 'yes' as unknown as true };
    expect(() => resolveDatabases({ read }, events)).toThrow(expect.objectContaining({ option: 'read.replica' }));
  });
});
