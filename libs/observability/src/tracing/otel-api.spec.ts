import type { FactoryProvider } from '@nestjs/common';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { otelApiProvider } from './tracing.js';
import { hasSdk, loadOtelApi, type OtelApi } from './otel-api.js';

const PACKAGE = '@opentelemetry/api';
const { useFactory } = otelApiProvider as FactoryProvider<OtelApi | undefined>;
const api = async (tracing?: boolean) => useFactory({ tracing });

describe("Where OpenTelemetry's API is", () => {
  it('installed, and no SDK is registered, spans are made only if the options say so', async () => {
    expect(hasSdk((await loadOtelApi())!)).toBe(false);
    expect(await api()).toBeUndefined();
    expect(await api(false)).toBeUndefined();
    expect(await api(true)).toBeDefined();
  });

  it('installed, with an SDK, spans are made unless the options forbid it', async () => {
    const otel = (await loadOtelApi())!;
    otel.context.setGlobalContextManager(new AsyncLocalStorageContextManager());
    otel.trace.setGlobalTracerProvider({ getTracer: () => ({}) as never });
    expect(await api()).toBeDefined();
    expect(await api(false)).toBeUndefined();
    otel.trace.disable();
  });

  it('missing, none are made, and an application that insists does not start', async () => {
    jest.resetModules();
    jest.doMock(PACKAGE, () => {
      throw Object.assign(new Error('Cannot find it'), { code: 'MODULE_NOT_FOUND' });
    });
    expect(await loadOtelApi()).toBeUndefined();
    expect(await api()).toBeUndefined();
    await expect(api(true)).rejects.toMatchObject({ code: 'OTEL_MISSING', message: expect.stringContaining(PACKAGE) });
    jest.dontMock(PACKAGE);
  });
});
