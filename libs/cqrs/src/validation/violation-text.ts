import type { Violation } from './violation.js';

/** The violations as a part of a sentence. */
export function violationText(violations: readonly Violation[]): string {
  return violations.flatMap(({ field, problems }) => problems.map((problem) => withField(field, problem))).join('; ');
}

/** class-validator's sentences begin with the property's name, those of schemas do not. */
function withField(field: string, problem: string): string {
  return field === '' || problem.includes(field) ? problem : `${field}: ${problem}`;
}
