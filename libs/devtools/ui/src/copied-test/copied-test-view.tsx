import type { CopiedTest } from '@ledgerline/devtools/api';
import { Answered } from '../controls/answered.js';
import { CopyButton } from '../controls/copy-button.js';
import { useRead } from '../data/use-read.js';
import type { ViewProps } from '../frame/views.js';

/** A stream or a saga as a test: what happened once, held for good. */
export function CopiedTestView({ query }: ViewProps) {
  return query['saga'] === undefined ? <StreamTest name={query['stream'] ?? ''} /> : <SagaTest id={query['saga']} />;
}

function StreamTest({ name }: { readonly name: string }) {
  const test = useRead('stream/test', { name });
  return <Answered answer={test}>{(value) => <TestText test={value} of={name} />}</Answered>;
}

function SagaTest({ id }: { readonly id: string }) {
  const test = useRead('saga/test', { id });
  return <Answered answer={test}>{(value) => <TestText test={value} of={id} />}</Answered>;
}

function TestText({ test: { fileName, text, notes }, of }: { readonly test: CopiedTest; readonly of: string }) {
  return (
    <article>
      <h2>
        {of} <span class="quiet">as a test</span>
      </h2>
      <div class="toolbar">
        <code>{fileName}</code>
        <span class="grow" />
        <CopyButton label="Copy" text={() => text} />
      </div>
      {notes.length > 0 && (
        <ul class="warning">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <pre class="code" tabIndex={0}>
        <code>{text}</code>
      </pre>
    </article>
  );
}
