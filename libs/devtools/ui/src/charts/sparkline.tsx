import { sparklinePath } from './sparkline-path.js';

interface SparklineProps {
  readonly values: readonly number[];
  /** What it says, for those who do not see it. */
  readonly label: string;
  readonly class?: string;
  readonly width?: number;
  readonly height?: number;
}

/** A small line of numbers over time. */
export function Sparkline({ values, label, class: className = '', width = 120, height = 22 }: SparklineProps) {
  return (
    <svg
      class={`sparkline ${className}`}
      role="img"
      aria-label={label}
      width={width}
      height={height}
      viewBox={`-1 -1 ${width + 2} ${height + 2}`}
    >
      <path d={sparklinePath(values, width, height)} />
    </svg>
  );
}
