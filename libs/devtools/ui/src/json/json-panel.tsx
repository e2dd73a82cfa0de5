import type { JsonView } from '@ledgerline/devtools/api';
import { CopyButton } from '../controls/copy-button.js';
import { size } from '../formatting/size.js';
import { JsonTree } from './json-tree.js';

interface JsonPanelProps {
  readonly title: string;
  readonly view: JsonView;
  /** Where the whole of it can be had, when it was too long to show. */
  readonly download?: string;
}

/** A stored text of JSON with what can be done to it, and what was left out of it. */
export function JsonPanel({ title, view, download }: JsonPanelProps) {
  const { value, beginning, bytes, masked } = view;
  return (
    <section class="panel" aria-label={title}>
      <header class="panel-head">
        <h3>{title}</h3>
        <span class="quiet">{size(bytes)}</span>
        <span class="grow" />
        {value !== undefined && <CopyButton label="Copy JSON" text={() => JSON.stringify(value, null, 2)} />}
        {download && (
          <a class="button small" href={download}>
            Download
          </a>
        )}
      </header>
      {value !== undefined && <JsonTree value={value} />}
      {beginning !== undefined && (
        <>
          <pre class="cut">{beginning} …</pre>
          <p class="quiet">This is its beginning; it is too long to show whole.</p>
        </>
      )}
      {masked.length > 0 && <p class="quiet">Masked, because they are personal: {masked.join(', ')}</p>}
    </section>
  );
}
