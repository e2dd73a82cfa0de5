import type { StoreInfo } from '../../api/application.js';

const PATIENCE = 1_000;

/** What a store says of itself, within a second whatever happens. */
export async function storeInfo(store: { readonly shown: string; ping(): Promise<number> }): Promise<StoreInfo> {
  const { shown } = store;
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<StoreInfo>((resolve) => {
    timer = setTimeout(() => resolve({ shown, isUp: false, reason: `no answer within ${PATIENCE} ms` }), PATIENCE);
  });
  const answer = store.ping().then(
    (): StoreInfo => ({ shown, isUp: true }),
    (error: unknown): StoreInfo => ({ shown, isUp: false, reason: error instanceof Error ? error.message : String(error) }),
  );
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
}
