// Everything of Nest's own package; what follows takes the place of what has the same name there.
export * from '@nestjs/cqrs';

// Module
export { CqrsModule, type CqrsModuleAsyncOptions, type CqrsModuleOptionsFactory } from './cqrs.module.js';
export type { ClassValidatorOptions, CqrsModuleOptions, ReplicaOption } from './cqrs-options.js';

// Buses
export { CommandBus } from './buses/command-bus.js';
export { QueryBus } from './buses/query-bus.js';
export { EventBus } from './events/event-bus.js';
export type { PublishOptions } from './events/publish-options.js';
export type { ExecuteOptions } from './buses/execute-options.js';
export { BusContext } from './context/bus-context.js';
export { TimeoutAfter } from './timeouts/timeout-after.decorator.js';

// Databases
export { InjectReadDb, InjectWriteDb } from './databases/inject-db.decorator.js';
export type { CqrsFeatureOptions } from './databases/database-entities.js';

// Projections
export { Projection, type ProjectionOptions } from './projections/definition/projection.decorator.js';
export type { ProjectionContext } from './projections/definition/projection-context.js';
export { migrateProjections, projectionsSchemaSql } from './projections/migrate-projections.js';
/** For sibling packages. @internal */
export { handledCommand, handledEvents, handledQuery } from './binding/handled-class.js';
export { ProjectionRegistry } from './projections/definition/projection-registry.js';
export { ProjectionRunner, type ProjectionWaitOptions } from './projections/projection-runner.js';
export type { ProjectionsOptions } from './projections/projections-options.js';
export type {
  ProjectionError,
  ProjectionPartitionStatus,
  ProjectionState,
  ProjectionStatus,
  RebuildProgress,
} from './projections/projection-status.js';
// Units of work and idempotent commands
export { UnitOfWork, type UnitOfWorkToken } from './units-of-work/unit-of-work.js';
export { Idempotent } from './idempotency/idempotent.decorator.js';
export { IdempotencyKey, type IdempotencyKeyOptions } from './idempotency/http/idempotency-key.decorator.js';
export { commandRecordsSchemaSql, migrateCommandRecords } from './idempotency/migrate-command-records.js';

// Validation
export { ValidateWith } from './validation/validate-with.decorator.js';
export type { SchemaIssue, SchemaResult, StandardSchema } from './validation/standard-schema.js';
export type { Violation } from './validation/violation.js';

// Middleware
export type { BusMiddleware } from './middleware/bus-middleware.js';
export { CommandMiddleware, QueryMiddleware, type BusMiddlewareOptions } from './middleware/bus-middleware.decorator.js';
export { UseMiddleware } from './middleware/use-middleware.decorator.js';

// Diagnostics
export { commandChannel, queryChannel, type DispatchMessage } from './diagnostics/channels.js';
export { projectionChannel, type ProjectionMessage } from './diagnostics/projection-channel.js';

// Exceptions
export { AmbiguousApplicationException } from './exceptions/ambiguous-application.exception.js';
export { CommandTimeoutException } from './exceptions/command-timeout.exception.js';
export { CommandValidationException } from './exceptions/command-validation.exception.js';
export { DuplicateHandlerException, type NamedHandler } from './exceptions/duplicate-handler.exception.js';
export { IdempotencyKeyConflictException } from './exceptions/idempotency-key-conflict.exception.js';
export { IdempotencyKeyInUseException } from './exceptions/idempotency-key-in-use.exception.js';
export { InvalidIdempotencyKeyException } from './exceptions/invalid-idempotency-key.exception.js';
export { InvalidMiddlewareException } from './exceptions/invalid-middleware.exception.js';
export { MissingCommandHandlerException, MissingQueryHandlerException } from './exceptions/missing-handler.exception.js';
export { NoDatabaseException } from './exceptions/no-database.exception.js';
export { ProjectionAheadException } from './exceptions/projection-ahead.exception.js';
export { ProjectionDefinitionException } from './exceptions/projection-definition.exception.js';
export { ProjectionWaitException, type MissedProjection } from './exceptions/projection-wait.exception.js';
export { QueryTimeoutException } from './exceptions/query-timeout.exception.js';
export { QueryValidationException } from './exceptions/query-validation.exception.js';
export { RebuildImpossibleException } from './exceptions/rebuild-impossible.exception.js';
export { TablesMissingException } from './exceptions/tables-missing.exception.js';
export { UnknownProjectionException } from './exceptions/unknown-projection.exception.js';
export { UnitOfWorkUnavailableException } from './exceptions/unit-of-work-unavailable.exception.js';
export { UnitsOfWorkOverloadedException } from './exceptions/units-of-work-overloaded.exception.js';
export { UnstorableResultException } from './exceptions/unstorable-result.exception.js';
