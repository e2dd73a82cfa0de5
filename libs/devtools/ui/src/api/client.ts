import type { ActionRoutes, ApiProblem, ReadRoutes } from '@ledgerline/devtools/api';

const ACTION_HEADER: typeof import('@ledgerline/devtools/api').ACTION_HEADER = 'x-ledgerline-action';

/** An answer that was not 2xx, or none at all. */
export class ApiError extends Error {
  constructor(readonly problem: ApiProblem) {
    super(problem.message);
    this.name = 'ApiError';
  }
}

/** The JSON API, typed by its contract. */
export class ApiClient {
  /** @param base absolute address, with a slash at its end */
  constructor(private readonly base: string) {}

  /** Asks; what is undefined in the query is left out. */
  read<K extends keyof ReadRoutes>(
    route: K,
    query: ReadRoutes[K]['query'],
    signal?: AbortSignal,
  ): Promise<ReadRoutes[K]['answer']> {
    return this.#send(this.address(route, query), { signal: signal ?? null });
  }

  /** Acts; resolves to what is true afterwards. */
  act<K extends keyof ActionRoutes>(route: K, body: ActionRoutes[K]['body']): Promise<ActionRoutes[K]['answer']> {
    const headers = { 'content-type': 'application/json', [ACTION_HEADER]: '1' };
    return this.#send(this.address(route, {}), { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** The address of a route, for links to downloads as well. */
  address(route: string, query: object): string {
    const url = new URL(route, this.base);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
    return url.href;
  }

  async #send<Answer>(url: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(url, { ...init, credentials: 'same-origin' }).catch((error: unknown) => {
      if (init.signal?.aborted) throw error;
      throw new ApiError({ statusCode: 0, code: 'UNREACHABLE', message: 'The application does not answer. Is it running?' });
    });
    const body = (await response.json().catch(() => undefined)) as unknown;
    if (response.ok) return body as Answer;
    throw new ApiError(
      isProblem(body)
        ? body
        : {
            statusCode: response.status,
            code: 'UNEXPECTED',
            message: `The application answers ${response.status} ${response.statusText}.`,
          },
    );
  }
}

function isProblem(body: unknown): body is ApiProblem {
  return typeof body === 'object' && body !== null && typeof (body as ApiProblem).message === 'string';
}
