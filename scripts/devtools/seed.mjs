/**
 * Fills an empty store on PostgreSQL by bulk SQL: orders of ten events each, one order of ten thousand, and sagas of which most have ended.
 * The sagas' class exists nowhere, so that nobody runs them.
 *
 * @param {{ query(sql: string, values?: unknown[]): Promise<unknown> }} client
 * @param {{ events: number, sagas: number, say: (line: string) => void }} options
 */
export async function seed(client, { events, sagas, say }) {
  await timed(say, `${events} events`, async () => {
    await client.query('SET synchronous_commit = off');
    await seedStreams(client, events);
    for (let from = 0; from < events; from += BATCH)
      await client.query(EVENTS, [from, Math.min(events, from + BATCH) - 1, events]);
    await client.query(`SELECT setval('ledgerline.positions', $1)`, [events]);
    await seedLongStream(client);
  });
  await timed(say, `${sagas} sagas`, async () => {
    await client.query(SAGAS, [sagas]);
    await client.query(STEPS, [sagas]);
  });
  await timed(say, 'statistics', () => client.query('VACUUM ANALYZE'));
}

const BATCH = 500_000;
const EACH = 10;

async function seedStreams(client, events) {
  await client.query(
    `INSERT INTO ledgerline.streams (name, category, version)
      SELECT CASE WHEN n % 10 = 0 THEN 'invoice-' ELSE 'order-' END || lpad(n::text, 8, '0'), CASE WHEN n % 10 = 0 THEN 'invoice' ELSE 'order' END, ${EACH}
      FROM generate_series(1, $1::bigint) n`,
    [Math.ceil(events / EACH)],
  );
}

/** Ids grow with time, as those of version 7 do; one type in ten thousand is rare. */
const EVENTS = `INSERT INTO ledgerline.events (position, stream_key, version, id, type, schema_version, recorded_at, data, metadata)
  SELECT n + 1, n / ${EACH} + 1, n % ${EACH} + 1, (lpad(to_hex(n), 8, '0') || '-0000-7000-8000-' || substr(md5(n::text), 1, 12))::uuid,
    CASE WHEN n % 10000 = 0 THEN 'OrderCancelled' WHEN n % ${EACH} = 0 THEN 'OrderCreated' ELSE 'OrderShipped' END, 1,
    now() - ($3::bigint - n) * interval '0.3 seconds',
    json_build_object('orderId', n / ${EACH}, 'customerId', 'customer-' || n % 977, 'items', json_build_array(json_build_object('sku', 'BOOK', 'quantity', n % 5 + 1, 'price', 12.5))),
    json_build_object('correlationId', 'request-' || n / 3, 'causationId', 'request-' || n / 3)
  FROM generate_series($1::bigint, $2::bigint) n`;

async function seedLongStream(client) {
  await client.query(`WITH s AS (INSERT INTO ledgerline.streams (name, category, version) VALUES ('order-long', 'order', 10000) RETURNING key)
    INSERT INTO ledgerline.events (position, stream_key, version, id, type, schema_version, recorded_at, data)
      SELECT nextval('ledgerline.positions'), s.key, n, gen_random_uuid(), CASE WHEN n = 1 THEN 'OrderCreated' ELSE 'OrderShipped' END, 1, now(),
        json_build_object('orderId', 'long', 'customerId', 'customer-1', 'items', '[]'::json, 'trackingNumber', 'T' || n)
      FROM s, generate_series(1, 10000) n`);
}

/** Of a hundred sagas one stands, two run, six wait, and the others have ended. */
const SAGAS = `INSERT INTO ledgerline.sagas (id, run, name, version, fingerprint, status, active, input_hash, context, results, progress, failed_step, error, reason,
    waiting_for, owner, token, next_at, due_at, correlation_id, created_at, updated_at, finished_at)
  SELECT 'seeded-' || n, 'r', 'seeded-' || n % 4, 1, 'f', status, status IN ('running', 'waiting'), 'h',
    json_build_object('orderId', n, 'customerId', 'customer-' || n % 977, 'address', repeat('Harbour Street ', 10)), '{}',
    '{"done":[{"step":"reserve","compensate":"release"},{"step":"charge","compensate":"refund"}],"history":4}',
    CASE WHEN status IN ('compensated', 'compensation-failed') THEN 'ship' END,
    CASE WHEN status IN ('compensated', 'compensation-failed') THEN json_build_object('name', 'CarrierError', 'message', 'No lorry for ' || n, 'stack', repeat('at somewhere' || chr(10), 10)) END,
    CASE WHEN status = 'waiting' THEN 'Waits for the signal “paid”.' END, CASE WHEN status = 'waiting' THEN 'paid' END,
    CASE WHEN status = 'running' THEN 'node-' || n % 3 END, 1,
    CASE WHEN status = 'waiting' THEN now() + n * interval '1 second' END, CASE WHEN status = 'waiting' THEN now() + n * interval '1 second' END,
    'request-' || n, now() - ($1::bigint - n) * interval '1 second', now() - ($1::bigint - n) * interval '0.9 seconds',
    CASE WHEN status IN ('completed', 'compensated') THEN now() - ($1::bigint - n) * interval '0.9 seconds' END
  FROM (SELECT n, CASE WHEN n % 100 = 0 THEN 'compensation-failed' WHEN n % 100 < 3 THEN 'running' WHEN n % 100 < 9 THEN 'waiting' WHEN n % 10 = 9 THEN 'compensated' ELSE 'completed' END AS status
    FROM generate_series(1, $1::bigint) n) s`;

const STEPS = `INSERT INTO ledgerline.saga_steps (saga_id, number, step, direction, attempt, outcome, started_at, duration, changes)
  SELECT 'seeded-' || n, k, CASE k WHEN 1 THEN 'reserve' ELSE 'charge' END, 'a', CASE k WHEN 3 THEN 2 ELSE 1 END, CASE k WHEN 2 THEN 'retry' ELSE 'ok' END,
    now() - ($1::bigint - n) * interval '1 second', 12.5, json_build_object('step' || k, k)
  FROM generate_series(1, $1::bigint) n, generate_series(1, 3) k`;

async function timed(say, what, work) {
  const begun = performance.now();
  await work();
  say(`${what}: ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
}
