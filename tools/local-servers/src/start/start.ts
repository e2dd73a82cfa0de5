import { DataFolderInUseException } from '../exceptions/data-folder-in-use.exception.js';
import { LocalServerException } from '../exceptions/local-server.exception.js';
import { Application } from './application.js';
import { END_WITH_PARENT } from './end-with-parent.js';
import { assertPortFree, readHttpPort } from './http-port.js';
import { StopRequest } from './stop-request.js';
import { provideStorage } from './storage.js';
import type { ProvidedStorage } from './storage.js';

/** What is started, and where. */
export interface StartOptions {
  /** The application's main file, built. */
  readonly main: string;
  /** Where the embedded PostgreSQL keeps its data. */
  readonly dataDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly report: (line: string) => void;
  /** Milliseconds that the application has for its shutdown; 15 000 unless told. */
  readonly patienceMs?: number;
}

/**
 * Runs the application on its storage until it ends or somebody asks for the end, and stops all in order: the application
 * first, then its database.
 *
 * @returns the exit code: 0 after a stop that was asked for, the application's own when it ended by itself, 1 for a failure
 */
export async function start(options: StartOptions): Promise<number> {
  const request = new StopRequest(options.env);
  try {
    const port = readHttpPort(options.env['PORT']);
    const storage = await provideStorage(options.env['STORAGE_URL'], options.dataDir, options.report);
    try {
      await assertPortFree(port);
      return request.isAsked ? 0 : await runOn(storage, port, request, options);
    } finally {
      await storage.stop();
    }
  } catch (error) {
    options.report(explain(error));
    return 1;
  } finally {
    request.stopListening();
  }
}

async function runOn(storage: ProvidedStorage, port: number, request: StopRequest, options: StartOptions): Promise<number> {
  const { main, env, report, patienceMs = 15_000 } = options;
  const application = Application.run({
    main,
    nodeArgs: ['--enable-source-maps', ...END_WITH_PARENT],
    env: { ...env, PORT: String(port), STORAGE_URL: storage.url },
  });
  const stopApplication = async () => {
    if (await application.stop(patienceMs, request.hurry)) return true;
    report('The application did not shut down in time and was killed.');
    return false;
  };
  try {
    const end = await Promise.race([application.ended, request.asked, storage.lost]);
    if (typeof end === 'number') return crashed(end, report);
    report(`Stopping (${end}) …`);
    return (await stopApplication()) ? 0 : 1;
  } catch (error) {
    await stopApplication();
    throw error;
  }
}

function crashed(code: number, report: (line: string) => void): number {
  if (code !== 0) report(`The application ended by itself with exit code ${code}.`);
  return code;
}

function explain(error: unknown): string {
  if (error instanceof DataFolderInUseException) {
    return `Already running: process ${error.ownerPid} has the data in ${error.folder}. Stop it first, or give this one another storage: STORAGE_URL=memory: PORT=3001 npm start.`;
  }
  if (error instanceof LocalServerException) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error);
}
