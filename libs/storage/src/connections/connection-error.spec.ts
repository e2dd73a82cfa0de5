import { isConnectionError } from './connection-error.js';

describe('isConnectionError', () => {
  it.each([
    { code: 'ECONNREFUSED' },
    { code: '57P01', message: 'terminating connection due to administrator command' },
    { code: '08006' },
    { code: '53300' },
    { message: 'Connection terminated unexpectedly' },
    { driverError: { code: 'ECONNRESET' } },
    { cause: { cause: { code: 'EPIPE' } } },
    { errors: [{ code: 'x' }, { code: 'ECONNREFUSED' }] },
  ])('blames the connection for %j', (error) => {
    expect(isConnectionError(Object.assign(new Error(), error))).toBe(true);
  });

  it.each([{ code: '23505' }, { code: '40001' }, { message: 'syntax error' }, {}])('does not blame it for %j', (error) => {
    expect(isConnectionError(Object.assign(new Error(), error))).toBe(false);
  });

  it('knows errors of another realm by their shape, and bears what is no error', () => {
    expect(isConnectionError({ code: 'ECONNRESET' })).toBe(true);
    for (const value of [undefined, null, 'ECONNRESET', 7]) expect(isConnectionError(value)).toBe(false);
    const circle: { cause?: unknown } = {};
    circle.cause = circle;
    expect(isConnectionError(circle)).toBe(false);
  });
});
