import { freshDatabase, isAvailable, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { resolveStorage, StorageConnections } from '@ledgerline/storage';
import { eventStoreContract } from '@ledgerline/testing';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { createEventBackend } from '../event-backend-holder.js';

const PRIVILEGES = 'SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, INDEX, ALTER';

/** A login that may create tables, but neither procedures nor triggers. */
async function restrictedUrl(database: FreshDatabase): Promise<string> {
  const url = new URL(database.url.replace(/^mariadb:/, 'mysql:'));
  const name = `u${database.name}`.slice(0, 32);
  const administrator = await new DataSource({ type: 'mariadb', url: database.url }).initialize();
  await administrator.query(`CREATE USER '${name}'@'%' IDENTIFIED BY 'restricted'`);
  await administrator.query(`GRANT ${PRIVILEGES} ON \`${database.name}\`.* TO '${name}'@'%'`);
  await administrator.destroy();
  url.username = name;
  url.password = 'restricted';
  return url.href;
}

if (isAvailable('mysql')) {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);

  // The same promises hold for a login that is refused the procedures: every append is separate statements.
  eventStoreContract('mysql without procedures', async () => {
    const database = await freshDatabase('mysql');
    const storage = resolveStorage({ url: await restrictedUrl(database), poolSize: 16 });
    const nodes: StorageConnections[] = [];
    const connect = () => {
      const connections = new StorageConnections();
      nodes.push(connections);
      return connections;
    };
    const application = connect().connection(storage);
    return {
      hasTurns: true,
      async open() {
        const backend = createEventBackend(storage, connect());
        await backend.start();
        await backend.ready();
        return backend;
      },
      async transaction(work) {
        return (await application.ready()).transaction(work);
      },
      async hold(stream, work) {
        await (
          await application.ready()
        ).transaction(async (manager) => {
          await manager.query('SELECT * FROM ledgerline_streams WHERE name = ? FOR UPDATE', [Buffer.from(stream)]);
          await work();
        });
      },
      async drop() {
        const routines = await (await application.ready()).query('SELECT ROUTINE_NAME FROM information_schema.ROUTINES');
        await Promise.all(nodes.map((connections) => connections.onApplicationShutdown()));
        await database.drop();
        expect(routines).toEqual([]);
        expect(warn).toHaveBeenCalledWith(expect.stringMatching(/refuses a part of the schema.*several round trips/s));
      },
    };
  });
} else {
  it.skip('needs a MariaDB or MySQL server', () => undefined);
}
