import type { BrowserContextOptions, Page } from 'playwright-core';
import { TestBrowser, type Looked } from './browser.js';

/** Pages that a spec looks at; none of them may complain of anything. */
export class LookedAt {
  readonly #looked: Looked[] = [];
  #browser?: TestBrowser;

  async start(): Promise<void> {
    this.#browser = await TestBrowser.start();
  }

  async open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
    const looked = await this.#browser!.open(url, options);
    this.#looked.push(looked);
    return looked.page;
  }

  /** Closes what was opened; what the pages complained of. */
  async close(): Promise<string[]> {
    const looked = this.#looked.splice(0);
    await Promise.all(looked.map(({ page }) => page.context().close()));
    return looked.flatMap(({ complaints }) => complaints);
  }

  async stop(): Promise<void> {
    await this.#browser?.stop();
  }
}

/** The address of a view. */
export function view(name: string, query: Readonly<Record<string, string>> = {}): string {
  return `#/${name}?${new URLSearchParams(query).toString()}`;
}
