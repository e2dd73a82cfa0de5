import type { Page } from 'playwright-core';
import { barriers, isTooWide } from './browser.js';
import { describeInBrowser } from './in-browser.js';
import { LookedAt, view } from './looked-at.js';
import { BookingSaga, ReminderSaga, repair, startSagas, type SagasApp } from './waiting-sagas.js';

describeInBrowser('The page of sagas', () => {
  const looked = new LookedAt();
  let app: SagasApp;
  let ids = 0;

  beforeAll(async () => {
    [app] = await Promise.all([startSagas(), looked.start()]);
  }, 60_000);
  afterAll(async () => {
    await looked.stop();
    await app?.stop();
  });
  beforeEach(() => {
    repair.isDone = false;
  });
  afterEach(async () => {
    expect(await looked.close()).toEqual([]);
  });

  const open = (hash = '', options = {}) => looked.open(`${app.url}/sagas${hash}`, options);
  const book = async () => (await app.runner.start(BookingSaga, { room: '12' }, { id: `booking-${++ids}` })).id;
  const remind = async () => (await app.runner.start(ReminderSaga, { room: '12' }, { id: `reminder-${++ids}` })).id;
  const confirm = async (page: Page, action: string) => {
    await page.getByRole('main').getByRole('button', { name: action, exact: true }).first().click();
    return page.getByRole('dialog', { name: action });
  };
  const carryOut = async (page: Page, action: string) => {
    await (await confirm(page, action)).getByRole('button', { name: action, exact: true }).click();
  };
  const becomes = (page: Page, status: string) => page.locator('h2 .state', { hasText: new RegExp(`^${status}$`) }).waitFor();

  it('teaches where no saga was started, and shows the first one by itself', async () => {
    const page = await open();
    await page.getByText('No sagas yet.').waitFor();
    await page.getByText('Registered: booking, reminder.').waitFor();
    const id = await book();
    await page.getByRole('region', { name: 'Waiting' }).getByRole('link', { name: id }).waitFor();
  }, 60_000);

  it('draws a saga: what is done, where it is, what remains, how it would be undone', async () => {
    const page = await open(view('saga', { id: await book() }));
    await becomes(page, 'waiting');
    const steps = page.getByRole('list', { name: 'Steps' }).getByRole('listitem');
    expect(await steps.allTextContents()).toEqual([
      expect.stringMatching(/bookRoom.*done.*cancelRoom/),
      expect.stringMatching(/waitForPayment.*waiting.*waits for paid/),
      expect.stringMatching(/confirm.*remaining/),
    ]);
    await page.getByRole('region', { name: 'Context' }).getByText('"12"').waitFor();
  }, 60_000);

  it('sends a signal with a payload, and says so when that is no JSON', async () => {
    const page = await open(view('saga', { id: await book() }));
    await becomes(page, 'waiting');
    const dialog = await confirm(page, 'Send a signal');
    expect(await dialog.getByLabel('Name').inputValue()).toBe('paid');
    await dialog.getByLabel('Payload, JSON').fill('{ amount: 25 }');
    await dialog.getByRole('button', { name: 'Send a signal' }).click();
    await dialog.getByText('The payload is not JSON').waitFor();
    await dialog.getByLabel('Payload, JSON').fill('{ "amount": 25 }');
    await dialog.getByRole('button', { name: 'Send a signal' }).click();
    await becomes(page, 'completed');
    await page.getByRole('region', { name: 'Context' }).getByText('25').waitFor();
    await page.getByRole('region', { name: 'Attempts' }).getByText('waitForPayment').click();
    await page.getByRole('region', { name: 'Attempts' }).getByText('paid').waitFor();
  }, 60_000);

  it('cancels a saga, shows what could not be undone, and lets it be retried once that is mended', async () => {
    const id = await book();
    const page = await open(view('saga', { id }));
    await becomes(page, 'waiting');
    const dialog = await confirm(page, 'Cancel');
    await dialog.getByLabel('Reason').fill('the guest is ill');
    await dialog.getByRole('button', { name: 'Not now' }).click();
    expect((await app.runner.get(id))!.status).toBe('waiting');
    await confirm(page, 'Cancel');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await becomes(page, 'compensation-failed');
    await page.getByRole('status').filter({ hasText: 'retry' }).waitFor();
    await page.getByRole('region', { name: 'Attempts' }).getByText('bookRoom').last().click();
    await page.getByRole('region', { name: 'Attempts' }).getByText('The hotel of room 12 does not answer.').first().waitFor();
    repair.isDone = true;
    await carryOut(page, 'Retry');
    await becomes(page, 'cancelled');
  }, 60_000);

  it('goes on without a compensation that was mended by hand', async () => {
    const id = await book();
    const page = await open(view('saga', { id }));
    await becomes(page, 'waiting');
    await carryOut(page, 'Cancel');
    await becomes(page, 'compensation-failed');
    await carryOut(page, 'Skip');
    await becomes(page, 'cancelled');
  }, 60_000);

  it('keeps what needs a person in one place, alike things together, and retries them together', async () => {
    const stuck = [await book(), await book()];
    for (const id of stuck) {
      await app.runner.cancel(id);
      await (await open(view('saga', { id }))).locator('h2 .state', { hasText: 'compensation-failed' }).waitFor();
    }
    const page = await open(view('failures'));
    for (const id of stuck) await page.getByRole('link', { name: id, exact: true }).waitFor();
    repair.isDone = true;
    await carryOut(page, 'Retry all like this');
    await page.getByText('Nothing needs a person.').waitFor();
    for (const id of stuck) expect((await app.runner.get(id))!.status).toBe('cancelled');
  }, 60_000);

  it('lists what goes on by itself, and lets it go on now', async () => {
    const id = await remind();
    const page = await open(view('timers'));
    const row = page.getByRole('list', { name: 'Timers' }).getByRole('listitem').filter({ hasText: id });
    await row.waitFor();
    await row.getByRole('button', { name: 'Fire now' }).click();
    await page.locator('dialog[open]').getByRole('button', { name: 'Fire now' }).click();
    await row.waitFor({ state: 'detached' });
    await page.goto(`${app.url}/sagas${view('saga', { id })}`);
    await becomes(page, 'completed');
  }, 60_000);

  it('is searched by name, state and text, which stand in the address', async () => {
    const id = await book();
    await remind();
    const page = await open(view('sagas'));
    await page.getByRole('combobox', { name: 'Saga' }).selectOption('booking');
    await page.waitForURL(/saga=booking/);
    await page.getByLabel('Text').fill(id);
    await page.getByLabel('Text').press('Enter');
    await page.waitForURL(new RegExp(`text=${id}`));
    await page.getByRole('link', { name: id, exact: true }).waitFor();
    expect(await page.getByRole('list', { name: 'Sagas' }).getByRole('listitem').count()).toBe(1);
  }, 60_000);

  it('draws the saga classes from the code', async () => {
    const page = await open(view('definitions'));
    const booking = page.getByRole('region', { name: 'booking', exact: true });
    await booking.getByText('BookingSaga, version 1').waitFor();
    await booking.getByRole('row', { name: /bookRoom.*cancelRoom/ }).waitFor();
    await booking.getByRole('link', { name: 'Its sagas' }).click();
    await page.waitForURL(/#\/board\?saga=booking/);
  }, 60_000);

  describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
    it.each(['board', 'sagas', 'failures', 'timers', 'definitions', 'saga'])(
      '%s has no barriers, and fits a window of 400 pixels',
      async (name) => {
        const id = await book();
        await remind();
        if (name === 'failures') await app.runner.cancel(id);
        const page = await open(view(name, name === 'saga' ? { id } : {}), {
          colorScheme,
          viewport: { width: 400, height: 800 },
        });
        await page.locator('main [data-row], main .panel, main .empty').first().waitFor();
        expect(await barriers(page)).toEqual([]);
        expect(await isTooWide(page)).toBe(false);
      },
      60_000,
    );
  });
});
