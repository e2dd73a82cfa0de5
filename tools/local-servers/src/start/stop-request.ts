const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** npm passes on a Ctrl-C that the terminal has sent to this process already; a person is slower than that. */
const SAME_REQUEST_MS = 1000;
const PARENT_CHECK_MS = 500;

/** Listens for what asks the start script to stop: a signal, a second one to hurry, or the end of the npm that runs it. */
export class StopRequest {
  private readonly hurrying = new AbortController();
  private askedAt: number | undefined;
  private ask!: (reason: string) => void;
  private readonly parentCheck: NodeJS.Timeout | undefined;

  /** Fulfilled at the first request, with what it was. */
  readonly asked: Promise<string>;

  constructor(env: NodeJS.ProcessEnv) {
    this.asked = new Promise((resolve) => (this.ask = resolve));
    for (const signal of SIGNALS) process.on(signal, this.onSignal);
    // A killed npm cannot pass its end on. Run by hand, the end of the shell means nothing (`nohup`).
    if (env['npm_lifecycle_event'] === 'start') this.parentCheck = this.watchParent(process.ppid);
  }

  get isAsked(): boolean {
    return this.askedAt !== undefined;
  }

  /** Aborted when the reader asks a second time. */
  get hurry(): AbortSignal {
    return this.hurrying.signal;
  }

  stopListening(): void {
    for (const signal of SIGNALS) process.off(signal, this.onSignal);
    clearInterval(this.parentCheck);
  }

  private readonly onSignal = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (this.askedAt === undefined) this.request(signal);
    else if (now - this.askedAt > SAME_REQUEST_MS) this.hurrying.abort();
  };

  private request(reason: string): void {
    this.askedAt = performance.now();
    this.ask(reason);
  }

  private watchParent(parent: number): NodeJS.Timeout {
    return setInterval(() => {
      if (process.ppid !== parent && !this.isAsked) this.request('the end of npm');
    }, PARENT_CHECK_MS).unref();
  }
}
