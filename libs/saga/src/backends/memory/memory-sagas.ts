import type { MemoryNodes } from '@ledgerline/storage';
import type { SagaRow, StepRecord } from '../saga-row.js';

/** A signal that a memory space keeps. */
export interface MemorySignal {
  readonly number: number;
  readonly sagaId: string;
  readonly id: string;
  readonly name: string;
  readonly payload: string | null;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A row that the store changes in place. */
export type MemorySaga = Mutable<Omit<SagaRow, 'readAt'>>;

/** The sagas of one memory space: what several stores on it share. */
export class MemorySagas {
  readonly nodes: MemoryNodes = new Map();
  readonly rows = new Map<string, MemorySaga>();
  readonly history = new Map<string, StepRecord[]>();
  readonly signals = new Map<string, MemorySignal[]>();
  lastSignal = 0;
}
