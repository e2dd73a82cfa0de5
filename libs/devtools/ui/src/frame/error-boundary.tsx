import { Component, type ComponentChildren } from 'preact';
import { Problem } from '../controls/problem.js';

interface ErrorBoundaryProps {
  readonly children: ComponentChildren;
}

/** A view that fails to be drawn says so, and leaves the rest of the page alone. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { error?: Error }> {
  override state: { error?: Error } = {};

  static override getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render({ children }: ErrorBoundaryProps) {
    const { error } = this.state;
    return error ? <Problem error={error} onRetry={() => this.setState({ error: undefined })} /> : children;
  }
}
