/** Typed base of events: a class of plain data. Extending it is optional; any registered class will do. */
export abstract class Event {}

/** A class of events as decorators and filters take it; abstract ones, too. */
export type EventClass<E extends object = object> = abstract new (...args: never[]) => E;
