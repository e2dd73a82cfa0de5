import type { SagaRow } from '@ledgerline/saga/backend';
import type { Json } from '../../api/json.js';
import type { CopiedTest } from '../../api/streams.js';
import { DevtoolsFeatureAbsentException } from '../../exceptions/devtools-feature-absent.exception.js';
import type { SagasPart } from '../application/suite.js';
import type { PersonalData } from '../payload/personal-data.js';
import { fileNameOf, literal, quoted } from './literal.js';

type History = Awaited<ReturnType<SagasPart['runner']['history']>>;

/** A test in which a saga meets the failures that it has met here. @throws DevtoolsFeatureAbsentException (404) */
export async function sagaTest(row: SagaRow, { runner }: SagasPart, personal: PersonalData): Promise<CopiedTest> {
  const definition = runner.definitions().find(({ name }) => name === row.name);
  if (!definition)
    throw new DevtoolsFeatureAbsentException(`saga class "${row.name}"`, 'Register it with SagaModule.forFeature([…]).');
  const history = await runner.history(row.id);
  const context = personal.anything(withoutChanges(JSON.parse(row.context) as Json, history));
  const methodOf = (step: string, isAction: boolean) => {
    const found = definition.steps.get(step);
    return (isAction ? found?.method : found?.compensate) ?? step;
  };
  const failures = failuresOf(history, methodOf);
  const className = definition.sagaClass.name;
  return {
    fileName: `${fileNameOf(className.replace(/Saga$/, ''))}.saga.spec.ts`,
    text: testText({ className, status: row.status, context: context.value ?? {}, failures }),
    notes: [
      'Give the providers that the saga injects.',
      'The path of the import is a guess.',
      ...(context.masked.length > 0
        ? [`Personal values are masked (${context.masked.join(', ')}): fill in some of your own.`]
        : []),
      'Keys of the context that steps have set are left out, since a step sets them again.',
    ],
  };
}

interface Failure {
  readonly method: string;
  readonly times: number;
  readonly message: string;
}

/** How often each method has failed, and with what in the end. */
function failuresOf(history: History, methodOf: (step: string, isAction: boolean) => string): Failure[] {
  const failures = new Map<string, Failure>();
  for (const { step, direction, outcome, error } of history) {
    if (outcome === 'ok' || outcome === 'aborted') continue;
    const method = methodOf(step, direction === 'action');
    failures.set(method, { method, times: (failures.get(method)?.times ?? 0) + 1, message: error?.message ?? outcome });
  }
  return [...failures.values()];
}

function withoutChanges(context: Json, history: History): Json {
  if (typeof context !== 'object' || context === null || Array.isArray(context)) return context;
  const changed = new Set(
    history.flatMap(({ changes }) => (changes === undefined ? [] : Object.keys(JSON.parse(changes) as object))),
  );
  return Object.fromEntries(Object.entries(context as Record<string, Json>).filter(([key]) => !changed.has(key)));
}

function testText({
  className,
  status,
  context,
  failures,
}: {
  className: string;
  status: string;
  context: Json;
  failures: readonly Failure[];
}): string {
  const planned = failures.map(
    ({ method, times, message }) =>
      `\n    harness.failAt(${quoted(method)}, { times: ${times}, error: new Error(${quoted(message)}) });`,
  );
  return `import { createSagaHarness } from '@ledgerline/testing';
import { ${className} } from './${fileNameOf(className.replace(/Saga$/, ''))}.saga.js';

describe('${className}', () => {
  it('ends ${status} as it did', async () => {
    const harness = await createSagaHarness(${className}, { providers: [] });${planned.join('')}
    const result = await harness.execute(${literal(context, '    ')});
    expect(result.status).toBe(${quoted(status)});
  });
});
`;
}
