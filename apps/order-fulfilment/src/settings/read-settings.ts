import { InvalidStorageUrlException, resolveStorage } from '@ledgerline/storage';
import { InvalidSettingException } from './invalid-setting.exception.js';
import type { Settings } from './settings.js';

const DEFAULT_PORT = 3000;

/**
 * The settings that the environment gives; a variable that is empty counts as absent.
 *
 * @throws InvalidSettingException that names the variable and what it must be
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  return {
    port: portOf(environment['PORT']),
    storage: storageOf('STORAGE_URL', environment),
    readStorage: storageOf('READ_STORAGE_URL', environment),
    sagaStorage: storageOf('SAGA_STORAGE_URL', environment),
  };
}

function portOf(value: string | undefined): number {
  if (!value) return DEFAULT_PORT;
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) throw new InvalidSettingException('PORT', 'a number from 0 to 65535');
  return port;
}

function storageOf(variable: string, environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const url = environment[variable];
  if (!url) return undefined;
  try {
    resolveStorage(url);
  } catch (error) {
    if (!(error instanceof InvalidStorageUrlException)) throw error;
    throw new InvalidSettingException(variable, `a storage URL. ${error.message}`.replace(/\.$/, ''), error);
  }
  return url;
}
