/** Stands for the sample application: answers HTTP, keeps rows in its database, and takes its time to shut down. */
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const { PORT, STORAGE_URL, STUBBORN } = process.env;
const say = (line) => process.stdout.write(`application: ${line}\n`);

const pool = new pg.Pool({ connectionString: STORAGE_URL, idleTimeoutMillis: 0 });
pool.on('error', () => undefined);
const query = async (statement) => (await pool.query(statement)).rows;

const handlers = {
  '/orders/new': async () => {
    await query('CREATE TABLE IF NOT EXISTS orders (id serial)');
    return query('INSERT INTO orders DEFAULT VALUES RETURNING id');
  },
  '/orders': () => query('SELECT id FROM orders ORDER BY id'),
  '/crash': () => process.exit(7),
};

async function answer(request, response) {
  try {
    response.end(JSON.stringify(await handlers[request.url]()));
  } catch (error) {
    response.writeHead(503).end(error.message);
  }
}

const server = createServer((request, response) => void answer(request, response));
server.listen(Number(PORT), () => say(`process ${process.pid} listens on ${server.address().port} with ${STORAGE_URL}`));

async function shutDown() {
  if (STUBBORN) return;
  say('shutting down');
  await pause(50);
  const rows = await query('SELECT 1').catch((error) => error.message);
  say(`the database ${Array.isArray(rows) ? 'is still there' : `is away: ${rows}`}`);
  process.exit(0);
}

process.on('SIGTERM', () => void shutDown());
