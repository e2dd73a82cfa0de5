import * as api from '@opentelemetry/api';
import { contextFrom, traceparentOf } from './traceparent.js';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('A traceparent', () => {
  it('names a span, and is made of its name', () => {
    const context = contextFrom(api, TRACEPARENT)!;
    const spanContext = api.trace.getSpanContext(context)!;
    expect(spanContext).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      isRemote: true,
    });
    expect(traceparentOf(spanContext)).toBe(TRACEPARENT);
    expect(traceparentOf({ ...spanContext, traceFlags: 0 })).toMatch(/-00$/);
  });

  it.each([
    undefined,
    null,
    7,
    '',
    'nonsense',
    `${TRACEPARENT}-more`,
    TRACEPARENT.replace('0af7651916cd43dd8448eb211c80319c', '0'.repeat(32)),
  ])('that is none is left out: %p', (given) => {
    expect(contextFrom(api, given)).toBeUndefined();
  });
});
