import type { OrderItem } from './order.js';

/** What examples of the documentation may use without saying where it comes from. */
export * from '@ledgerline/cqrs';
export { DevtoolsModule } from '@ledgerline/devtools';
export * from '@ledgerline/event-sourcing';
export * from '@ledgerline/observability';
export * from '@ledgerline/saga';
export * from '@ledgerline/storage';
export * from '@ledgerline/testing';
// Where two packages have one name, the one that guides speak of.
export { AggregateRoot, EventHandler, type EventStore as Store } from '@ledgerline/event-sourcing';
export { Saga, type ExecuteOptions } from '@ledgerline/saga';
export { Body, Module, Injectable, ConflictException, Controller, Get, Post } from '@nestjs/common';
export { HealthCheck, HealthCheckService } from '@nestjs/terminus';
export { Test } from '@nestjs/testing';
export { IsUUID, Length } from 'class-validator';
export { z } from 'zod';
export { Column, DataSource, Entity, EntityManager, PrimaryColumn } from 'typeorm';
export * from './money.js';
export * from './order.js';
export * from './read-model.js';
export * from './services.js';

export declare const items: OrderItem[];
