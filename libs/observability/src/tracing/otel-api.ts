/** The API of OpenTelemetry, as far as types go; the package itself is optional and loaded by {@link loadOtelApi}. */
export type OtelApi = typeof import('@opentelemetry/api');

/** The API that the application has installed; nothing when it has none. */
export async function loadOtelApi(): Promise<OtelApi | undefined> {
  try {
    return await import('@opentelemetry/api');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Whether an SDK makes something of spans; without one they would be made for nobody. */
export function hasSdk({ trace, ProxyTracerProvider }: OtelApi): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer('ledgerline') !== undefined;
}
