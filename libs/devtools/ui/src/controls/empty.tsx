import type { ComponentChildren } from 'preact';

interface EmptyProps {
  readonly title: string;
  readonly children?: ComponentChildren;
  /** Lines of code that would fill the view. */
  readonly code?: string;
}

/** An empty view teaches: what would stand here, and what puts it there. */
export function Empty({ title, children, code }: EmptyProps) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
      {code && (
        <pre>
          <code>{code}</code>
        </pre>
      )}
    </div>
  );
}
