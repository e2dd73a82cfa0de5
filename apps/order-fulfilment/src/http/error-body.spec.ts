import { BadRequestException, HttpException, NotFoundException, ServiceUnavailableException } from '@nestjs/common';
import { ConcurrencyException } from '@ledgerline/event-sourcing';
import { errorBodyOf } from './error-body.js';

describe('The body of an error', () => {
  it('is that of the exception, when it has a code', () => {
    expect(errorBodyOf(new ConcurrencyException('order-1', 3, 4))).toEqual({
      statusCode: 409,
      code: 'CONCURRENCY_CONFLICT',
      message: expect.stringContaining('order-1'),
      details: { stream: 'order-1', expected: 3, actual: 4 },
    });
  });

  it("has a code made of the status, for Nest's own exceptions", () => {
    expect(errorBodyOf(new NotFoundException('Cannot GET /nowhere'))).toEqual({
      statusCode: 404,
      code: 'NOT_FOUND',
      message: 'Cannot GET /nowhere',
    });
    expect(errorBodyOf(new ServiceUnavailableException())).toMatchObject({ statusCode: 503, code: 'SERVICE_UNAVAILABLE' });
    expect(errorBodyOf(new HttpException('odd', 599))).toEqual({ statusCode: 599, code: 'HTTP_ERROR', message: 'odd' });
    expect(errorBodyOf(new BadRequestException(['one', 'two']))).toMatchObject({ code: 'BAD_REQUEST', message: 'one; two' });
  });

  it('says that a body is no JSON', () => {
    const cause = Object.assign(new SyntaxError('Unexpected token'), { type: 'entity.parse.failed' });
    expect(errorBodyOf(new BadRequestException('Unexpected token', { cause }))).toMatchObject({
      statusCode: 400,
      code: 'MALFORMED_JSON',
    });
  });

  it.each([new Error('password=secret'), 'secret', undefined, null])(
    'tells nothing of an error that is not meant for clients: %p',
    (error) => {
      const body = errorBodyOf(error);
      expect(body).toMatchObject({ statusCode: 500, code: 'INTERNAL_ERROR' });
      expect(JSON.stringify(body)).not.toContain('secret');
    },
  );
});
