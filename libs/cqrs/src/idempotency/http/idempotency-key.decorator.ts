import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { InvalidIdempotencyKeyException } from '../../exceptions/invalid-idempotency-key.exception.js';
import { parseIdempotencyKey } from './idempotency-key-header.js';

/** What a route wants of the header. */
export interface IdempotencyKeyOptions {
  /** Whether a request without the header is refused. @default false */
  readonly required?: boolean;
}

interface HttpRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * The key in the `Idempotency-Key` header of a request, or `undefined`; one that cannot be a key is refused with a 400.
 *
 * Keys are of the whole application. Where clients must not reach each other's results, let the key say whose it is.
 *
 * @example
 * ```ts
 * @Post()
 * create(@Body() { items }: PlaceOrderBody, @IdempotencyKey() key: string | undefined, @CurrentUser() user: User) {
 *   const idempotencyKey = key && `${user.id}/${key}`;
 *   return commandBus.execute(new CreateOrder(user.id, items), { idempotencyKey });
 * }
 * ```
 */
export const IdempotencyKey: (options?: IdempotencyKeyOptions) => ParameterDecorator = createParamDecorator(
  (options: IdempotencyKeyOptions | undefined, context: ExecutionContext): string | undefined => {
    const { headers } = context.switchToHttp().getRequest<HttpRequest>();
    const key = parseIdempotencyKey(headers['idempotency-key']);
    if (key === undefined && options?.required) throw new InvalidIdempotencyKeyException('is missing, and this route needs one');
    return key;
  },
);
