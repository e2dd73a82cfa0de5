import { Logger } from '@nestjs/common';
import { DevtoolsNotFoundException } from '../exceptions/devtools-not-found.exception.js';
import type { AccessControl } from './access/access-control.js';
import { send, type Answer } from './http/answer.js';
import type { Exchange } from './http/exchange.js';
import { problemAnswer } from './http/problem-answer.js';
import type { LiveFeed } from './live/live-feed.js';
import type { ResolvedDevtoolsOptions } from './options/resolve-devtools-options.js';
import type { Assets } from './page/assets.js';
import { pageAnswer, type PagePaths } from './page/page-html.js';
import type { ApiRouter } from './routing/api-router.js';

const API = '/api/v1/';
const LIVE = `${API}live`;
const METHODS = new Set(['GET', 'HEAD', 'POST']);

/** What the pages are made of. */
export interface SiteParts {
  readonly options: ResolvedDevtoolsOptions;
  readonly paths: PagePaths;
  readonly access: AccessControl;
  readonly assets: Assets;
  readonly router: ApiRouter;
  readonly live: LiveFeed;
}

/** Answers every request below the two paths. */
export class DevtoolsSite {
  readonly #logger = new Logger('Devtools');

  constructor(private readonly parts: SiteParts) {}

  /** Never rejects: whatever goes wrong is answered. */
  async handle(exchange: Exchange): Promise<void> {
    const isHead = exchange.method === 'HEAD';
    try {
      await this.parts.access.assertAllowed(exchange, this.parts.options);
      if (exchange.path === LIVE && exchange.method === 'GET') return await this.parts.live.serve(exchange);
      send(exchange.rawResponse, await this.#answer(exchange), isHead);
    } catch (error) {
      send(exchange.rawResponse, problemAnswer(error, this.#logger), isHead);
    }
  }

  async #answer(exchange: Exchange): Promise<Answer> {
    const { path, page, method, headers } = exchange;
    const { assets, paths, router } = this.parts;
    if (!METHODS.has(method)) return { status: 405, headers: { allow: [...METHODS].join(', ') }, body: '' };
    if (path.startsWith(API)) return router.answer(path.slice(API.length), exchange);
    if (path === '' || path === '/') return pageAnswer(assets.html, page, path === '/', paths);
    const asset = assets.find(path, /\bgzip\b/.test(String(headers['accept-encoding'] ?? '')));
    if (!asset) throw new DevtoolsNotFoundException(`The file ${path.slice(0, 80)}`);
    return asset;
  }
}
