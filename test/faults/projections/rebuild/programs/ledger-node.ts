import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule, ProjectionRunner } from '@ledgerline/cqrs';
import { EventSourcingModule } from '@ledgerline/event-sourcing';
import { Booked, ledgerProjection } from './ledger-model.js';

// Runs a release of the projection, until it is killed.
const [url = '', version = '1', leaseTerm = '2000', order = ''] = process.argv.slice(2);

@Module({
  imports: [
    EventSourcingModule.forRoot({ storage: { url, poolSize: 4 } }),
    EventSourcingModule.forFeature({ events: [Booked] }),
    CqrsModule.forRoot({ projections: { leaseTerm: Number(leaseTerm) } }),
  ],
  providers: [ledgerProjection(Number(version))],
})
class NodeModule {}

const app = await NestFactory.createApplicationContext(NodeModule, { logger: ['error', 'warn', 'log'] });
await app.init();
if (order === 'rebuild') await app.get(ProjectionRunner).rebuild('ledger');
console.log('ready');
setInterval(() => undefined, 60_000);
