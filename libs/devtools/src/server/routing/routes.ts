import type { ActionRoutes, DownloadRoute, ReadRoutes } from '../../api/routes.js';
import type { Answer } from '../http/answer.js';
import type { Shape } from './shape.js';

/** How one question is read and answered. */
export interface ReadRoute<K extends keyof ReadRoutes> {
  readonly query: Shape<ReadRoutes[K]['query']>;
  answer(query: ReadRoutes[K]['query']): Promise<ReadRoutes[K]['answer']>;
}

/** How one action is read and carried out. */
export interface ActionRoute<K extends keyof ActionRoutes> {
  readonly body: Shape<ActionRoutes[K]['body']>;
  act(body: ActionRoutes[K]['body']): Promise<ActionRoutes[K]['answer']>;
}

/** How one file is made. */
export interface FileRoute {
  readonly query: Shape<Readonly<Record<string, string>>>;
  file(query: Readonly<Record<string, string>>): Promise<Answer>;
}

/** The routes of the API that one part of the server answers. */
export interface Routes {
  readonly reads?: { readonly [K in keyof ReadRoutes]?: ReadRoute<K> };
  readonly actions?: { readonly [K in keyof ActionRoutes]?: ActionRoute<K> };
  readonly files?: { readonly [K in DownloadRoute]?: FileRoute };
}
