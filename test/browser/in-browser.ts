import { findBrowser } from './find-browser.js';

const isFound = findBrowser() !== undefined;

if (!isFound) {
  process.stderr.write(
    '\nNo Chromium was found: the specs of the pages are skipped. Install one (Debian: apt-get install chromium), or name it in TEST_CHROMIUM.\n',
  );
}

/** `describe` where there is a browser; elsewhere its specs are skipped, and that is said. */
export const describeInBrowser = isFound ? describe : describe.skip;
