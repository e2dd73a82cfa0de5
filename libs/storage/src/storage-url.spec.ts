import { DataSource } from 'typeorm';
import { InvalidStorageUrlException } from './exceptions/invalid-storage-url.exception.js';
import { maskPassword, resolveStorage } from './storage-url.js';

describe('resolveStorage', () => {
  it.each([
    ['memory:', { engine: 'memory', memoryName: '', partitions: 1 }],
    ['memory:orders', { engine: 'memory', memoryName: 'orders', partitions: 1 }],
    ['memory:?partitions=4', { engine: 'memory', memoryName: '', partitions: 4 }],
    ['memory:orders?partitions=2', { engine: 'memory', memoryName: 'orders', partitions: 2 }],
    [
      'postgres://u:p@localhost:5432/events',
      { engine: 'postgres', schema: 'ledgerline', migrate: 'auto', preparedStatements: true, poolSize: 10 },
    ],
    ['postgresql://localhost/events', { engine: 'postgres' }],
    ['mysql://u:p@localhost/events', { engine: 'mysql' }],
    ['mariadb://localhost/events', { engine: 'mysql' }],
  ])('takes %s', (url, expected) => {
    expect(resolveStorage(url)).toMatchObject(expected);
  });

  it('gives two options with one URL one key, so that they share a pool', () => {
    const [one, other] = [resolveStorage('postgres://h/a'), resolveStorage({ url: 'postgres://h/a', schema: 'other' })];
    expect(one.key).toBe(other.key);
    expect(resolveStorage('postgres://h/b').key).not.toBe(one.key);
  });

  it("takes the application's own DataSource", () => {
    const dataSource = new DataSource({ type: 'postgres', url: 'postgres://localhost/x' });
    expect(resolveStorage({ dataSource, schema: 'mine' })).toMatchObject({ engine: 'postgres', schema: 'mine', dataSource });
    expect(() => resolveStorage({ dataSource: { options: { type: 'sqljs' } } as unknown as DataSource })).toThrow(
      InvalidStorageUrlException,
    );
  });

  it.each([
    'redis://localhost/1',
    'not a url',
    '',
    'postgres://localhost',
    'postgres:///events',
    'memory:?partitions=0',
    'memory:?partitions=many',
    { url: 'postgres://h/a', schema: 'Quoted"' },
    { url: 'postgres://h/a', schema: 'pg_mine' },
    { url: 'postgres://h/a', schema: '1st' },
    { url: 'postgres://h/a', poolSize: 1 },
    { url: 'postgres://h/a', migrate: 'never' as 'auto' },
    undefined as unknown as string,
    42 as unknown as string,
  ])('refuses %p and shows the accepted forms', (option) => {
    expect(() => resolveStorage(option)).toThrow(/Accepted forms: memory:/);
  });

  it('never shows a password', () => {
    const masked = [
      maskPassword('postgres://user:s3cret@host/db?password=s3cret&sslkey=s3cret'),
      maskPassword('no url with s3cret'),
      resolveStorage('mysql://user:s3cret@host/db').shown,
    ];
    for (const shown of masked) expect(shown).not.toContain('s3cret');
    expect(() => resolveStorage('redis://user:s3cret@host')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('s3cret') as string }),
    );
  });
});

it('A URL whose password no driver could decode is refused with how to write it', () => {
  expect(() => resolveStorage('postgres://user:50%geheim@localhost/app')).toThrow(
    /holds a "%" that begins no escape; write it as "%25"/,
  );
  expect(() => resolveStorage('postgres://user:50%25geheim@localhost/app')).not.toThrow();
});
