import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const KEPT_LINES = 60;

/** The last lines of a program's output, for error messages; every line is offered to `onLine` as well. */
export class OutputTail {
  private readonly lines: string[] = [];

  constructor(source: Readable, onLine?: (line: string) => void) {
    createInterface({ input: source }).on('line', (line) => {
      this.lines.push(line);
      if (this.lines.length > KEPT_LINES) this.lines.shift();
      onLine?.(line);
    });
  }

  toString(): string {
    return this.lines.join('\n');
  }
}
