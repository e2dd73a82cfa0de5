import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { HttpException, HttpStatus } from '@nestjs/common';

/** The body of every answer that is an error. */
export class ErrorBody {
  @ApiProperty({ example: 404 })
  readonly statusCode!: number;

  @ApiProperty({ example: 'AGGREGATE_NOT_FOUND', description: 'Stable machine-readable name' })
  readonly code!: string;

  @ApiProperty({ description: 'What happened, to what, and what to do about it' })
  readonly message!: string;

  @ApiPropertyOptional({ description: 'Structured facts, by code', type: 'object', additionalProperties: true })
  readonly details?: unknown;
}

/** What the client is told of anything that was thrown; an error that is not meant for it tells nothing of itself. */
export function errorBodyOf(error: unknown): ErrorBody {
  if (!(error instanceof HttpException)) {
    return {
      statusCode: 500,
      code: 'INTERNAL_ERROR',
      message: 'The request failed for an unexpected reason, which is in the log of the application. Try again later.',
    };
  }
  const body = error.getResponse();
  if (typeof body === 'object' && 'code' in body && 'statusCode' in body) return body as ErrorBody;
  const statusCode = error.getStatus();
  return { statusCode, code: codeOf(statusCode, error.cause), message: messageOf(error, body) };
}

function codeOf(status: number, cause: unknown): string {
  // Express's body parser marks its errors so; other bad requests, such as a path that is no URI, have no mark.
  if ((cause as { type?: unknown } | undefined)?.type === 'entity.parse.failed') return 'MALFORMED_JSON';
  return HttpStatus[status] ?? 'HTTP_ERROR';
}

function messageOf(error: HttpException, body: string | object): string {
  if (typeof body === 'string') return body;
  const { message } = body as { message?: unknown };
  return Array.isArray(message) ? message.join('; ') : typeof message === 'string' ? message : error.message;
}
