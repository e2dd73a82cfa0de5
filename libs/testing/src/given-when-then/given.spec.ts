import { AssertionError } from 'node:assert';
import { Aggregate, AggregateRoot, Event, EventHandler, type RecordedEvent } from '@ledgerline/event-sourcing';
import { given } from './given.js';

class Opened extends Event {
  constructor(readonly owner: string) {
    super();
  }
}
class Deposited extends Event {
  constructor(
    readonly amount: number,
    readonly at = new Date(),
  ) {
    super();
  }
}
class Withdrawn extends Event {
  constructor(readonly amount: number) {
    super();
  }
}
class OverdrawnError extends Error {}

@Aggregate({ name: 'account' })
class Account extends AggregateRoot {
  owner = '';
  balance = 0;
  lastVersion = 0;

  static open(id: string, owner: string): Account {
    const account = new Account(id);
    account.apply(new Opened(owner));
    return account;
  }

  deposit(amount: number): void {
    this.apply(new Deposited(amount));
  }

  withdraw(amount: number): void {
    this.apply(new Withdrawn(0));
    if (amount > this.balance) throw new OverdrawnError(`${amount} is more than ${this.balance}`);
    this.apply(new Withdrawn(amount));
  }

  async withdrawLater(amount: number): Promise<void> {
    await Promise.resolve();
    if (amount > this.balance) throw new OverdrawnError(`${amount} is more than ${this.balance}`);
    this.apply(new Withdrawn(amount));
  }

  @EventHandler(Opened)
  protected onOpened({ owner }: Opened): void {
    this.owner = owner;
  }
  @EventHandler(Deposited)
  protected onDeposited({ amount }: Deposited, recorded?: RecordedEvent): void {
    this.balance += amount;
    this.lastVersion = recorded?.version ?? this.lastVersion;
  }
  @EventHandler(Withdrawn)
  protected onWithdrawn({ amount }: Withdrawn): void {
    this.balance -= amount;
  }
}

const ada = [new Opened('Ada'), new Deposited(10)];

/** What a check complains of. */
function complaint(check: () => void): string {
  try {
    check();
  } catch (error) {
    expect(error).toBeInstanceOf(AssertionError);
    return (error as AssertionError).message;
  }
  throw new Error('the check passed');
}

describe('given events, when something happens, then', () => {
  it('these events follow', () => {
    given(Account, ada)
      .when((account) => account.deposit(5))
      .then([new Deposited(5, expect.any(Date) as Date)]);
  });

  it('those of an aggregate that is made', () => {
    given(Account)
      .when(() => Account.open('1', 'Ada'))
      .then([new Opened('Ada')]);
  });

  it('nothing follows', () => {
    given(Account, ada)
      .when(() => undefined)
      .thenNothing();
  });

  it('the state is as it should be, at the version of its past', () => {
    given(Account, ada, { id: '7' })
      .when((account) => account.deposit(5))
      .thenState((account) => expect(account).toMatchObject({ id: '7', owner: 'Ada', balance: 15, version: 2, lastVersion: 2 }));
  });

  it.each([
    ['its class', OverdrawnError],
    ['a part of its message', 'more than'],
    ['a pattern', /^50 is more/],
    ['an error like it', new OverdrawnError('50 is more than 10')],
    ['a matcher', expect.objectContaining({ message: '50 is more than 10' })],
    ['a function that looks at it', (error: unknown) => expect(error).toBeInstanceOf(OverdrawnError)],
  ])('it is refused with an error, told by %s', async (_how, expected) => {
    await given(Account, ada)
      .when((account) => account.withdrawLater(50))
      .thenThrows(expected as never);
  });

  it('an asynchronous action is checked when it has ended', async () => {
    const withdrawn = given(Account, ada).when((account) => account.withdrawLater(4));
    await withdrawn.then([new Withdrawn(4)]);
    await expect(withdrawn.then([new Withdrawn(5)])).rejects.toThrow(AssertionError);
    await expect(
      given(Account, ada)
        .when((account) => account.withdrawLater(99))
        .then([]),
    ).rejects.toThrow(OverdrawnError);
  });
});

describe('a check that fails', () => {
  it('shows what was expected, what followed, and the difference', () => {
    const message = complaint(() =>
      given(Account, ada)
        .when((account) => account.withdraw(4))
        .then([new Withdrawn(0), new Withdrawn(5)]),
    );
    expect(message).toContain('given(Account, 2 events).when(…): expected Withdrawn { amount: 0 }, Withdrawn { amount: 5 }');
    expect(message).toMatch(/\+\s+amount: 4\n-\s+amount: 5/);
  });

  it('tells classes apart whose fields are alike', () => {
    const message = complaint(() =>
      given(Account)
        .when((account) => account.apply(new Withdrawn(4)))
        .then([{ amount: 4 }]),
    );
    expect(message).toContain('given(Account, a new one)');
  });

  it('shows a matcher that does not agree', () => {
    const check = () =>
      given(Account)
        .when((account) => account.apply(new Withdrawn(4)))
        .then([new Withdrawn(expect.any(String) as never)]);
    expect(complaint(check)).toContain('Any<String>');
  });

  it('lets an error come out that nobody expected, and tells of one that did not come', () => {
    const withdraw = (amount: number) => given(Account, ada).when((account) => account.withdraw(amount));
    expect(() => withdraw(50).then([])).toThrow(OverdrawnError);
    expect(complaint(() => withdraw(1).thenThrows(OverdrawnError))).toContain(
      'expected an error of the class OverdrawnError, but it went through, with Withdrawn { amount: 0 }, Withdrawn { amount: 1 }',
    );
    const deposit = given(Account).when(() => {
      throw new TypeError('other');
    });
    expect(complaint(() => deposit.thenThrows(OverdrawnError))).toMatch(/OverdrawnError, but TypeError: other/);
    expect(complaint(() => deposit.thenThrows('another'))).toContain('"another" in its message');
    expect(complaint(() => deposit.thenThrows(/another/))).toContain('the error /another/');
  });

  it('refuses a refusal that left events behind', () => {
    const check = () =>
      given(Account, ada)
        .when((account) => account.withdraw(50))
        .thenThrows(OverdrawnError);
    expect(complaint(check)).toContain('which was refused: expected no event, got Withdrawn { amount: 0 }');
  });

  it('says so when the case is awaited and would check nothing', async () => {
    const awaited = async () => {
      await (given(Account, ada).when((account) => account.deposit(1)) as unknown as Promise<void>);
    };
    await expect(awaited()).rejects.toThrow(/nothing would be checked/);
  });
});
