import type { Json } from '@ledgerline/devtools/api';
import { useState } from 'preact/hooks';
import { entriesOf, kindOf, summaryOf, wrapped } from './json-shape.js';

interface JsonTreeProps {
  readonly value: Json;
  readonly name?: string;
  /** Levels that are open at first. */
  readonly depth?: number;
}

/** A value of JSON, level by level; what is closed is not drawn. */
export function JsonTree({ value, name, depth = 2 }: JsonTreeProps) {
  const [isOpen, setIsOpen] = useState(depth > 0);
  const label = name === undefined ? null : <span class="json-key">{name}</span>;
  if (!wrapped(value)) {
    return (
      <div class="json-line">
        {label}
        <span class={`json-${kindOf(value)}`}>{JSON.stringify(value)}</span>
      </div>
    );
  }
  return (
    <div class="json-line">
      <button type="button" class="json-toggle" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {label}
        <span class="json-summary">{summaryOf(value)}</span>
      </button>
      {isOpen && (
        <div class="json-children">
          {entriesOf(value).map(([key, child]) => (
            <JsonTree key={key} name={key} value={child} depth={depth - 1} />
          ))}
        </div>
      )}
    </div>
  );
}
