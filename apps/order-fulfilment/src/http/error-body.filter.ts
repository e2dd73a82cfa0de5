import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { errorBodyOf } from './error-body.js';

/** Gives every error of every route the body `{ statusCode, code, message, details? }`; logs what nobody expected. */
@Catch()
export class ErrorBodyFilter implements ExceptionFilter {
  readonly #logger = new Logger('HTTP');

  constructor(private readonly host: HttpAdapterHost) {}

  catch(error: unknown, context: ArgumentsHost): void {
    const { httpAdapter } = this.host;
    const response: unknown = context.switchToHttp().getResponse();
    if (!(error instanceof HttpException)) this.#logger.error(error);
    if (httpAdapter.isHeadersSent(response)) {
      httpAdapter.end(response);
      return;
    }
    const body = errorBodyOf(error);
    httpAdapter.reply(response, body, body.statusCode);
  }
}
