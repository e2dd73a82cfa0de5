import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../measuring/series.js';

const WRITES = 100;
const PAGE = Buffer.alloc(8192, 1);

/**
 * Microseconds that the disk of temporary files takes to make a page durable: what a commit waits for. Much below 50, and it does
 * not do it for real, so that group commit gains less here than it does in production.
 */
export function syncTime(): number {
  const folder = mkdtempSync(join(tmpdir(), 'ledgerline-sync-'));
  const file = openSync(join(folder, 'page'), 'w');
  try {
    const times = Array.from({ length: WRITES }, () => {
      const startedAt = performance.now();
      writeSync(file, PAGE, 0, PAGE.length, 0);
      fdatasyncSync(file);
      return (performance.now() - startedAt) * 1000;
    });
    return Math.round(median(times));
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
}
