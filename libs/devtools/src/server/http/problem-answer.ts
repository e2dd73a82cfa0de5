import { HttpException, Logger } from '@nestjs/common';
import { LedgerlineException } from '@ledgerline/storage';
import type { ApiProblem } from '../../api/problem.js';
import { json, type Answer } from './answer.js';

/** The answer to a request that ended with an error. What is nobody's mistake but ours is logged, and told without its innards. */
export function problemAnswer(error: unknown, logger: Logger): Answer {
  const problem = problemOf(error);
  if (problem.statusCode >= 500 && problem.statusCode !== 503) logger.error(error);
  return json(problem, problem.statusCode);
}

function problemOf(error: unknown): ApiProblem {
  if (error instanceof LedgerlineException) {
    const { code, message, details } = error;
    return { statusCode: error.getStatus(), code, message, ...(details === undefined ? {} : { details }) };
  }
  if (error instanceof HttpException) return { statusCode: error.getStatus(), code: 'REFUSED', message: error.message };
  return { statusCode: 500, code: 'INTERNAL', message: 'The page could not be answered; the log of the application says why.' };
}
