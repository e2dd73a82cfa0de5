import type { HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import type { StoreName, Stores } from '../stores/stores.js';

/**
 * What Terminus is told of a store: `up` with a latency in milliseconds, or `down` with a reason.
 *
 * @param notes what else there is to say of a store that is up; left out when that cannot be found out in time
 */
export async function storeHealth<K extends string>(
  terminus: HealthIndicatorService,
  stores: Stores,
  name: StoreName,
  key: K,
  notes: () => Promise<object>,
): Promise<HealthIndicatorResult<K>> {
  const session = terminus.check(key);
  const probe = stores.probes.get(name);
  if (!probe) return session.down({ reason: 'the application does not import the module of this store' });
  const [result, noted] = await Promise.all([probe.check(), notes().catch(() => ({}))]);
  return result.isUp ? session.up({ latency: result.latency, ...noted }) : session.down({ reason: result.reason });
}
