import type { ApplicationInfo } from '@ledgerline/devtools/api';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ApiClient } from '../api/client.js';
import type { PageContext } from '../api/page-context.js';
import type { LiveConnection } from '../live/live-connection.js';

/** What every view works with. */
export interface Services {
  readonly client: ApiClient;
  readonly context: PageContext;
  readonly info: ApplicationInfo;
  /** This browser's time when `info` was answered. */
  readonly startedAt: number;
  readonly live: LiveConnection;
}

export const ServicesContext = createContext<Services | undefined>(undefined);

/** @throws Error outside of the frame, which provides them */
export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) throw new Error('This component is drawn outside of the frame.');
  return services;
}
