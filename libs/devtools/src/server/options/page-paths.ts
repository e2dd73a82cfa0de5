import { RequestMethod } from '@nestjs/common';
import type { ApplicationConfig } from '@nestjs/core';
import type { PagePaths } from '../page/page-html.js';

/** Where the pages are on this server: below the global prefix, unless the application excludes their paths from it. */
export function pagePathsOf(paths: PagePaths, config: ApplicationConfig): PagePaths {
  const prefix = config.getGlobalPrefix().replace(/^\/?/, '/').replace(/\/$/, '');
  const { exclude = [] } = config.getGlobalPrefixOptions();
  const isExcluded = (path: string) =>
    exclude.some(
      ({ pathRegex, requestMethod }) =>
        (requestMethod === RequestMethod.ALL || requestMethod === RequestMethod.GET) && pathRegex.test(path),
    );
  const placed = (path: string) => (prefix === '' || isExcluded(path) ? path : prefix + path);
  return { events: placed(paths.events), sagas: placed(paths.sagas) };
}
