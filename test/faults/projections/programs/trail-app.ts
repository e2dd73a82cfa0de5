import 'reflect-metadata';
import { Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule, type CqrsModuleOptions } from '@ledgerline/cqrs';
import { EventSourcingModule } from '@ledgerline/event-sourcing';
import { GetMovesHandler } from './get-moves.query.js';
import { Fate, TrailProjection } from './trail.projection.js';

/** Where a trail application keeps what. */
export interface TrailPlaces {
  readonly storage: string;
  readonly read: NonNullable<CqrsModuleOptions['read']>;
  /** Milliseconds. */
  readonly leaseTerm: number;
}

/** An application with the projection of trails. */
@Module({})
export class TrailModule {
  static on({ storage, read, leaseTerm }: TrailPlaces, options: CqrsModuleOptions, fate: Fate): DynamicModule {
    return {
      module: TrailModule,
      imports: [
        EventSourcingModule.forRoot({ storage }),
        CqrsModule.forRoot({ read, projections: { leaseTerm, batchSize: 20 }, ...options }),
      ],
      providers: [TrailProjection, GetMovesHandler, { provide: Fate, useValue: fate }],
    };
  }
}

/** Opens it without a server. @param fate by default nothing befalls it */
export function openTrailApp(
  places: TrailPlaces,
  options: CqrsModuleOptions = {},
  fate: Fate = { at: () => undefined },
): Promise<INestApplicationContext> {
  const module = TrailModule.on(places, options, fate);
  return NestFactory.createApplicationContext(module, { logger: process.env['LOGS'] ? undefined : false, abortOnError: false });
}
