import type { ExecutionContext, Type } from '@nestjs/common';

/** What a guard sees of a request to the pages: the request and the response, and a class and a handler without decorators. */
export class PageExecutionContext implements ExecutionContext {
  constructor(
    private readonly request: unknown,
    private readonly response: unknown,
  ) {}

  getClass<T>(): Type<T> {
    return PageExecutionContext as unknown as Type<T>;
  }

  getHandler(): () => void {
    return handlerOfPages;
  }

  getArgs<T extends unknown[]>(): T {
    return [this.request, this.response, next] as unknown as T;
  }

  getArgByIndex<T>(index: number): T {
    return this.getArgs()[index] as T;
  }

  switchToHttp(): ReturnType<ExecutionContext['switchToHttp']> {
    return {
      getRequest: <T>() => this.request as T,
      getResponse: <T>() => this.response as T,
      getNext: <T>() => next as T,
    };
  }

  switchToRpc(): ReturnType<ExecutionContext['switchToRpc']> {
    return { getData: <T>() => this.request as T, getContext: <T>() => this.response as T };
  }

  switchToWs(): ReturnType<ExecutionContext['switchToWs']> {
    return { getData: <T>() => this.response as T, getClient: <T>() => this.request as T, getPattern: () => '' };
  }

  getType<T extends string>(): T {
    return 'http' as T;
  }
}

function handlerOfPages(): void {}
function next(): void {}
