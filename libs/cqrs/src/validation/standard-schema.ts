import type { Violation, Validate } from './violation.js';

/** What a validation library offers by the Standard Schema: zod, valibot, arktype and others. See https://standardschema.dev */
export interface StandardSchema {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult | Promise<SchemaResult>;
  };
}

/** A schema's verdict; without issues it is good. */
export interface SchemaResult {
  readonly issues?: readonly SchemaIssue[];
}

/** What a schema found. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[];
}

/** Looks at a message by a schema. The message itself is handled, not what the schema makes of it. */
export function schemaValidator(schema: StandardSchema): Validate {
  const { validate } = schema['~standard'];
  return (message) => {
    const result = validate(message);
    return result instanceof Promise ? result.then(violationsOf) : violationsOf(result);
  };
}

function violationsOf({ issues }: SchemaResult): Violation[] | undefined {
  if (!issues || issues.length === 0) return undefined;
  const byField = new Map<string, string[]>();
  for (const { message, path = [] } of issues) {
    const field = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
    byField.set(field, [...(byField.get(field) ?? []), message]);
  }
  return [...byField].map(([field, problems]) => ({ field, problems }));
}
