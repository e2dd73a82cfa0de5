import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { CqrsModule, Projection } from '@ledgerline/cqrs';
import { Event, EventHandler, EventSourcingModule } from '@ledgerline/event-sourcing';
import { MetricsRegistry, ObservabilityModule } from '@ledgerline/observability';
import { Saga, SagaModule, SagaStep } from '@ledgerline/saga';
import { Test } from '@nestjs/testing';
import { parse } from 'yaml';

const DOCS = join(__dirname, '../../docs');
const read = (file: string) => readFileSync(join(DOCS, file), 'utf8');

class Happened extends Event {}

@Projection({ name: 'counted' })
class CountedProjection {
  @EventHandler(Happened)
  onHappened(): void {}
}

@Saga({ name: 'errand' })
class ErrandSaga {
  @SagaStep()
  async run(_context: object): Promise<void> {}
}

interface Exported {
  readonly type: string;
  readonly labels: readonly string[];
}

/** What a query of Prometheus asks for. */
interface Asked {
  readonly name: string;
  readonly labels: readonly string[];
}

/** Labels that Prometheus adds to whatever it scrapes, or that belong to every histogram. */
const EVERYWHERE = ['job', 'instance', 'le'];

/** The metrics of a query, with the labels that stand behind them, and those that it is grouped by. */
function askedBy(query: string): { metrics: Asked[]; grouping: string[] } {
  const metrics = [...query.matchAll(/\b(ledgerline_[a-z_]+?)(?:_bucket|_sum|_count)?(?![a-z_])(?:\{([^}]*)\})?/g)].map(
    ([, name, selector = '']) => ({ name: name!, labels: [...selector.matchAll(/(\w+)\s*[=!]/g)].map(([, label]) => label!) }),
  );
  const grouping = [...query.matchAll(/\b(?:by|on)\s*\(([^)]*)\)/g)].flatMap(([, list]) =>
    list!.split(',').map((label) => label.trim()),
  );
  return { metrics, grouping };
}

describe('The names of metrics', () => {
  let app: INestApplication;
  let exported: Map<string, Exported>;

  beforeAll(async () => {
    const module = await Test.createTestingModule({
      imports: [
        EventSourcingModule.forRoot({ storage: 'memory:' }),
        CqrsModule.forRoot(),
        SagaModule.forRoot({ storage: 'memory:' }),
        SagaModule.forFeature([ErrandSaga]),
        ObservabilityModule.forRoot({ metrics: { path: '/metrics', defaultMetrics: { enabled: false } } }),
      ],
      providers: [CountedProjection, ErrandSaga],
    }).compile();
    app = module.createNestApplication({ logger: false });
    await app.init();
    const metrics = app.get(MetricsRegistry, { strict: false }).getMetricsAsArray() as unknown as {
      name: string;
      type: string;
      labelNames: string[];
    }[];
    exported = new Map(
      metrics.map(({ name, type, labelNames }) => [name, { type, labels: labelNames.filter((label) => label !== 'le') }]),
    );
  });
  afterAll(() => app.close());

  const expectExported = (query: string) => {
    const { metrics, grouping } = askedBy(query);
    expect(metrics).not.toEqual([]);
    for (const { name, labels } of metrics) {
      const known = exported.get(name);
      if (!known) throw new Error(`The metric ${name} is not exported: ${query}`);
      for (const label of labels) expect([...known.labels, ...EVERYWHERE]).toContain(label);
    }
    const all = metrics.flatMap(({ name }) => exported.get(name)!.labels);
    for (const label of grouping) expect([...all, ...EVERYWHERE]).toContain(label);
  };

  it('are those of the table in the guide, with type and labels', () => {
    const rows = [...read('operations.md').matchAll(/^\| `(ledgerline_\w+)`\s*\| (\w+)[ ¹]*\|([^|]*)\|/gm)];
    const documented = rows.map(([, name, type, labels]) => [
      name!,
      { type: type!, labels: [...labels!.matchAll(/`(\w+)`/g)].map(([, label]) => label!) },
    ]);
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(exported));
  });

  it('are what the dashboard asks for, all of them', () => {
    const { panels } = JSON.parse(read('grafana/ledgerline.json')) as {
      panels: { title: string; targets?: { expr: string }[] }[];
    };
    const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    for (const query of queries) expectExported(query.replaceAll('$__rate_interval', '5m').replaceAll('$job', '.*'));
    const shown = new Set(queries.flatMap((query) => askedBy(query).metrics.map(({ name }) => name)));
    expect([...exported.keys()].filter((name) => !shown.has(name))).toEqual([]);
  });

  it('are what the alerts ask for, each with a place in the runbook', () => {
    const { groups } = parse(read('alerts.yml')) as {
      groups: { rules: { alert: string; expr: string; labels: { severity: string }; annotations: Record<string, string> }[] }[];
    };
    const rules = groups.flatMap((group) => group.rules);
    expect(rules.length).toBeGreaterThan(10);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    const places = [...read('operations.md').matchAll(/^### (.*)$/gm)].map(([, title]) =>
      title!.toLowerCase().replaceAll(' ', '-'),
    );
    for (const { alert, expr, labels, annotations } of rules) {
      expectExported(expr);
      expect(['critical', 'warning']).toContain(labels.severity);
      expect([alert, annotations['summary']]).toEqual([alert, expect.stringMatching(/\w/)]);
      expect(places).toContain(annotations['runbook_url']!.split('#')[1]);
    }
  });

  it('are found in queries, with their labels', () => {
    const query =
      'sum by (saga, le) (rate(ledgerline_saga_duration_seconds_bucket{status="ok",job=~"x"}[5m])) > ledgerline_sagas_active';
    expect(askedBy(query)).toEqual({
      metrics: [
        { name: 'ledgerline_saga_duration_seconds', labels: ['status', 'job'] },
        { name: 'ledgerline_sagas_active', labels: [] },
      ],
      grouping: ['saga', 'le'],
    });
  });
});
