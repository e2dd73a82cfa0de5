import { Test } from '@nestjs/testing';
import { Transform, Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsEmail,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Min,
  Validate,
  ValidateIf,
  ValidateNested,
  ValidatorConstraint,
} from 'class-validator';
import * as fc from 'fast-check';
import * as classValidator from 'class-validator';
import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';
import {
  Command,
  CommandBus,
  CommandHandler,
  CommandMiddleware,
  CommandValidationException,
  CqrsModule,
  Query,
  QueryBus,
  QueryHandler,
  QueryValidationException,
  ValidateWith,
  type BusMiddleware,
  type CqrsModuleOptions,
  type StandardSchema,
} from '../index.js';
import { compileQuickCheck } from './quick-check.js';

class Line {
  @IsString()
  sku!: string;
  @IsInt()
  @Min(1)
  quantity!: number;
}

class Order extends Command<string> {
  @IsEmail()
  email: string;
  @ValidateNested({ each: true })
  @ArrayNotEmpty()
  @Type(() => Line)
  lines: Line[];

  constructor(email: string, lines: object[]) {
    super();
    this.email = email;
    this.lines = lines.map((line) => Object.assign(new Line(), line));
  }
}

class Rename extends Command<string> {
  @Length(2, 10)
  readonly name: string;
  @IsOptional()
  @IsString()
  readonly title?: string;

  constructor(name: string, title?: string) {
    super();
    this.name = name;
    this.title = title;
  }
}

@ValidatorConstraint({ name: 'isFree', async: true })
class IsFree {
  validate = async (name: string) => name !== 'taken';
  defaultMessage = () => 'name is taken';
}
class Register extends Command<string> {
  @Validate(IsFree)
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }
}

@ValidateWith(z.object({ page: z.number().int().min(1), filter: z.object({ tags: z.array(z.string()) }) }))
class Search extends Query<string> {
  constructor(
    readonly page: number,
    readonly filter: { tags: unknown[] },
  ) {
    super();
  }
}

@ValidateWith({
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: async (value) => ((value as Lookup).id ? {} : { issues: [{ message: 'no id', path: [{ key: 'id' }] }] }),
  },
})
class Lookup extends Query<string> {
  constructor(readonly id: string) {
    super();
  }
}

/** One set of rules, in the words of each library. */
const SCHEMAS: readonly (readonly [library: string, schema: StandardSchema])[] = [
  ['zod', z.object({ page: z.number().min(1), filter: z.object({ tags: z.array(z.string()) }) })],
  ['valibot', v.object({ page: v.pipe(v.number(), v.minValue(1)), filter: v.object({ tags: v.array(v.string()) }) })],
  ['arktype', type({ page: 'number >= 1', filter: { tags: 'string[]' } })],
  [
    'valibot, asynchronously',
    v.objectAsync({
      page: v.pipeAsync(
        v.number(),
        v.checkAsync(async (page) => page >= 1),
      ),
      filter: v.object({ tags: v.array(v.string()) }),
    }),
  ],
  [
    'zod, asynchronously',
    z.object({ page: z.number().refine(async (page) => page >= 1), filter: z.object({ tags: z.array(z.string()) }) }),
  ],
];

class Free extends Command<string> {}

const reached: object[] = [];
const answer = async (message: object) => {
  reached.push(message);
  return 'handled';
};

@CommandMiddleware()
class Watch implements BusMiddleware {
  use(message: object, next: () => Promise<unknown>) {
    reached.push(message);
    return next();
  }
}

const handlers = [Order, Rename, Register, Free].map((message) => {
  class Handler {
    execute = answer;
  }
  CommandHandler(message)(Handler);
  return Handler;
});
const queryHandlers = [Search, Lookup].map((message) => {
  class Handler {
    execute = answer;
  }
  QueryHandler(message)(Handler);
  return Handler;
});

async function start(options?: CqrsModuleOptions) {
  const app = await Test.createTestingModule({
    imports: [CqrsModule.forRoot(options)],
    providers: [Watch, ...handlers, ...queryHandlers],
  }).compile();
  await app.init();
  return { commands: app.get(CommandBus), queries: app.get(QueryBus) };
}

describe('a message that breaks its own rules', () => {
  beforeEach(() => {
    reached.length = 0;
  });

  it('is refused with every field that breaks one, 400, and reaches neither middleware nor handler', async () => {
    const { commands } = await start();
    const refusal = await commands
      .execute(
        new Order('nobody', [
          { sku: 'A', quantity: 1 },
          { sku: 7, quantity: 0 },
        ]),
      )
      .catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(CommandValidationException);
    expect(refusal).toMatchObject({ status: 400, code: 'COMMAND_INVALID', command: 'Order' });
    expect((refusal as CommandValidationException).violations).toEqual([
      { field: 'email', problems: ['email must be an email'] },
      { field: 'lines.1.sku', problems: ['sku must be a string'] },
      { field: 'lines.1.quantity', problems: ['quantity must not be less than 1'] },
    ]);
    expect(reached).toEqual([]);
  });

  it.each([
    [
      'a field of the wrong length',
      new Rename('x'),
      [{ field: 'name', problems: [expect.stringContaining('longer than or equal to 2')] }],
    ],
    [
      'an optional field of the wrong type',
      new Rename('Ada', 7 as never),
      [{ field: 'title', problems: ['title must be a string'] }],
    ],
    ['a rule that is looked up elsewhere', new Register('taken'), [{ field: 'name', problems: ['name is taken'] }]],
  ])('is refused for %s', async (_case, message, violations) => {
    const { commands } = await start();
    await expect(commands.execute(message)).rejects.toMatchObject({ violations });
    expect(reached).toEqual([]);
  });

  it('is refused by a schema of any library of the Standard Schema, at once or later', async () => {
    const { queries } = await start();
    const refusal = await queries.execute(new Search(0, { tags: ['a', 2] })).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(QueryValidationException);
    expect((refusal as QueryValidationException).violations.map(({ field }) => field)).toEqual(['page', 'filter.tags.1']);
    await expect(queries.execute(new Lookup(''))).rejects.toMatchObject({ violations: [{ field: 'id', problems: ['no id'] }] });
    expect(reached).toEqual([]);
  });

  it.each(SCHEMAS)('is refused by the rules of %s, with every field that breaks one', async (_library, schema) => {
    @ValidateWith(schema)
    class Browse extends Query<string> {
      constructor(
        readonly page: number,
        readonly filter: { tags: unknown[] },
      ) {
        super();
      }
    }
    @QueryHandler(Browse)
    class BrowseHandler {
      execute = answer;
    }
    const app = await Test.createTestingModule({ imports: [CqrsModule.forRoot()], providers: [BrowseHandler] }).compile();
    await app.init();
    const queries = app.get(QueryBus);
    const refusal = await queries.execute(new Browse(0, { tags: ['a', 2] })).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(QueryValidationException);
    expect(new Set((refusal as QueryValidationException).violations.map(({ field }) => field))).toEqual(
      new Set(['page', 'filter.tags.1']),
    );
    expect(reached).toEqual([]);
    await expect(queries.execute(new Browse(1, { tags: ['a'] }))).resolves.toBe('handled');
    await app.close();
  });

  it('is handled when `validate` is false', async () => {
    const { commands, queries } = await start({ validate: false });
    await expect(commands.execute(new Rename('x'))).resolves.toBe('handled');
    await expect(queries.execute(new Search(0, { tags: [] }))).resolves.toBe('handled');
  });

  it('is judged by the options that class-validator is given', async () => {
    const { commands } = await start({ validate: { whitelist: true, forbidNonWhitelisted: true } });
    const message = Object.assign(new Rename('Ada'), { extra: 1 });
    await expect(commands.execute(message)).rejects.toMatchObject({ violations: [{ field: 'extra' }] });
  });
});

describe('a message that keeps its rules, or has none', () => {
  it.each([
    new Order('a@b.cd', [{ sku: 'A', quantity: 1 }]),
    new Rename('Ada'),
    new Rename('Ada', 'Dr'),
    new Register('free'),
    new Free(),
  ])('is handled: %p', async (message) => {
    const { commands } = await start();
    await expect(commands.execute(message)).resolves.toBe('handled');
  });

  it('is handled as it is, not as a schema would have it', async () => {
    reached.length = 0;
    const { queries } = await start();
    const query = new Search(1, { tags: ['a'] });
    await queries.execute(query);
    expect(reached).toEqual([query]);
    expect(reached[0]).toBe(query);
  });
});

describe('the quick check', () => {
  class Mixed {
    @Length(1, 4)
    name: unknown;
    @IsOptional()
    @IsInt()
    count: unknown;
    @ValidateIf((mixed: Mixed) => mixed.count !== 1)
    @IsEmail()
    @Transform(({ value }) => value as unknown)
    email: unknown;
  }

  it('agrees with the library about every message', async () => {
    const storage = classValidator.getMetadataStorage();
    const check = compileQuickCheck(storage, storage.getTargetValidationMetadatas(Mixed, '', false, false, []))!;
    const value = fc.oneof(
      fc.string({ maxLength: 5 }),
      fc.integer({ min: 0, max: 2 }),
      fc.constantFrom(null, undefined, 'a@b.cd', Number.NaN),
    );
    await fc.assert(
      fc.asyncProperty(fc.record({ name: value, count: value, email: value }), async (fields) => {
        const message = Object.assign(new Mixed(), fields);
        const errors = await classValidator.validate(message);
        expect(check(message)).toBe(errors.length === 0);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves to the library what only that can judge', () => {
    const storage = classValidator.getMetadataStorage();
    for (const target of [Order, Register]) {
      expect(compileQuickCheck(storage, storage.getTargetValidationMetadatas(target, '', false, false, []))).toBeUndefined();
    }
  });
});
