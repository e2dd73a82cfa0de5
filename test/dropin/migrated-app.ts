import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A copy of the application that was migrated as its users would: the import changed, and nothing else. */
export interface MigratedApp {
  readonly folder: string;
  /** How many lines the migration has touched. */
  readonly lines: number;
  drop(): void;
}

/** Copies the application beside itself, where its imports resolve, and changes the import path. */
export function migrateApp(): MigratedApp {
  const folder = mkdtempSync(join(__dirname, 'migrated-'));
  cpSync(join(__dirname, 'app'), folder, { recursive: true });
  let lines = 0;
  for (const file of readdirSync(folder).map((name) => join(folder, name))) {
    const before = readFileSync(file, 'utf8');
    const after = before.replaceAll("from '@nestjs/cqrs'", () => (lines++, "from '@ledgerline/cqrs'"));
    writeFileSync(file, after);
  }
  return { folder, lines, drop: () => rmSync(folder, { recursive: true, force: true }) };
}
