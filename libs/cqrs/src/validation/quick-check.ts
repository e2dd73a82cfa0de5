import type { MetadataStorage, ValidatorConstraintInterface } from 'class-validator';

type Metadata = ReturnType<MetadataStorage['getTargetValidationMetadatas']>[number];
type Check = (message: Readonly<Record<string, unknown>>) => boolean;

const CONDITION = 'conditionalValidation';
const CONSTRAINT = 'customValidation';
const WHITELIST = 'whitelistValidation';

/**
 * One function that tells a valid message by the constraints of its fields, without the library's search for what to check, which
 * costs microseconds for each message. It says no as soon as a constraint does or answers with a promise: then the library decides.
 *
 * `undefined` for classes with rules that only the library can judge: nested objects, lists, promises, asynchronous constraints.
 *
 * @see https://github.com/typestack/class-validator
 */
export function compileQuickCheck(
  storage: MetadataStorage,
  metadatas: readonly Metadata[],
): ((message: object) => boolean) | undefined {
  const judged = metadatas.filter(({ type }) => type !== WHITELIST);
  const isSimple = judged.every((metadata) => {
    if (metadata.each) return false;
    if (metadata.type === CONDITION) return true;
    return (
      metadata.type === CONSTRAINT && storage.getTargetValidatorConstraints(metadata.constraintCls).every(({ async }) => !async)
    );
  });
  if (!isSimple) return undefined;
  // Constraints may come from a container that the application sets after its modules are there.
  let checks: readonly Check[] | undefined;
  return (message) => {
    checks ??= [...new Set(judged.map(({ propertyName }) => propertyName))].map((property) =>
      propertyCheck(
        storage,
        property,
        judged.filter(({ propertyName }) => propertyName === property),
      ),
    );
    for (const check of checks) if (!check(message as Record<string, unknown>)) return false;
    return true;
  };
}

function propertyCheck(storage: MetadataStorage, property: string, metadatas: readonly Metadata[]): Check {
  const conditions = metadatas
    .filter(({ type }) => type === CONDITION)
    .map(({ constraints }) => constraints[0] as (object: object, value: unknown) => boolean);
  const checks = metadatas.filter(({ type }) => type === CONSTRAINT).flatMap((metadata) => constraintChecks(storage, metadata));
  return (message) => {
    const value = message[property];
    for (const applies of conditions) if (!applies(message, value)) return true;
    for (const isMet of checks) if (!isMet(message, value)) return false;
    return true;
  };
}

function constraintChecks(storage: MetadataStorage, metadata: Metadata) {
  const { constraintCls, constraints, propertyName, validateIf, target } = metadata;
  return storage.getTargetValidatorConstraints(constraintCls).map(({ instance }) => {
    const constraint: ValidatorConstraintInterface = instance;
    return (object: object, value: unknown): boolean => {
      if (validateIf && !validateIf(object, value)) return true;
      const targetName = object.constructor?.name ?? String(target);
      return constraint.validate(value, { targetName, property: propertyName, object, value, constraints }) === true;
    };
  });
}
