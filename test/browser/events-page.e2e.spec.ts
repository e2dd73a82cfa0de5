import { createOrder, fulfilment } from '../e2e/requests.js';
import { barriers, isTooWide } from './browser.js';
import { describeInBrowser } from './in-browser.js';
import { LookedAt, view } from './looked-at.js';
import { startPages, type PagesApp } from './pages-app.js';

describeInBrowser('The page of events', () => {
  const looked = new LookedAt();
  let app: PagesApp;

  beforeAll(async () => {
    [app] = await Promise.all([startPages(), looked.start()]);
  }, 60_000);
  afterAll(async () => {
    await looked.stop();
    await app?.stop();
  });
  afterEach(async () => {
    expect(await looked.close()).toEqual([]);
  });

  const open = (hash = '', options = {}) => looked.open(`${app.url}/events${hash}`, options);
  const shippedOrder = async () => {
    const id = await createOrder(app.http);
    await app.http.post(`/orders/${id}/fulfill`).send(fulfilment()).expect(200);
    return { id, stream: `order-${id}` };
  };

  it('teaches where nothing has happened yet, and follows the log from its first event', async () => {
    const page = await open();
    await page.getByText('No events yet.').waitFor();
    await page.getByText('live', { exact: true }).waitFor();
    const id = await createOrder(app.http);
    await page.getByRole('link', { name: `order-${id}` }).waitFor();
    expect(await page.getByText('No events yet.').count()).toBe(0);
  }, 60_000);

  it('is held on demand, says how much is new, and shows it then', async () => {
    const page = await open();
    await page.getByText('live', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Hold' }).click();
    const id = await createOrder(app.http);
    await page.getByRole('button', { name: '1 new' }).click();
    await page.getByRole('link', { name: `order-${id}` }).waitFor();
  }, 60_000);

  it('is searched by type; the search stands in the address, and Back leaves it', async () => {
    const { stream } = await shippedOrder();
    const page = await open();
    await page.getByLabel('Type').selectOption('OrderShipped');
    await page.waitForURL(/type=OrderShipped/);
    await page.getByRole('link', { name: stream }).waitFor();
    const types = page.locator('.event-row .type');
    expect(new Set(await types.allTextContents())).toEqual(new Set(['OrderShipped']));
    await page.goBack();
    await page.locator('.event-row .type', { hasText: 'OrderCreated' }).first().waitFor();
  }, 60_000);

  it('is searched by what stands in a field, and says what it has looked through', async () => {
    const id = await createOrder(app.http, 'berta');
    const page = await open(view('log', { field: 'customerId', value: 'berta' }));
    await page.getByRole('link', { name: `order-${id}` }).waitFor();
    expect(await page.locator('.event-row').count()).toBe(1);
  }, 60_000);

  it('leads from an event to its stream, its saga and its story', async () => {
    const { stream } = await shippedOrder();
    const page = await open(view('stream', { name: stream }));
    await page.locator('.stream-event', { hasText: 'OrderShipped' }).getByRole('button').first().click();
    const detail = page.locator('.row-detail');
    await detail.getByText('trackingNumber', { exact: true }).waitFor();
    const saga = detail.getByRole('link', { name: /order-fulfilment, step shipOrder/ });
    expect(await saga.getAttribute('href')).toContain('/sagas#/saga?id=order-fulfilment-');
    await detail.getByRole('link', { name: 'The whole story' }).waitFor();
  }, 60_000);

  it('goes through time: state, what each event changed, by mouse and by arrow keys', async () => {
    const { stream } = await shippedOrder();
    const page = await open(view('stream', { name: stream }));
    await page.getByRole('link', { name: 'Time travel' }).click();
    await page.getByRole('region', { name: 'State at version 2' }).getByText('"shipped"').waitFor();
    await page.getByRole('region', { name: 'What happened' }).getByText('"created"').waitFor();
    await page.getByRole('slider').focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('region', { name: 'State at version 1' }).getByText('"created"').waitFor();
    await page.getByRole('button', { name: 'One event back' }).click();
    await page.getByText('Before the first event').waitFor();
    expect(page.url()).toContain('version=0');
  }, 60_000);

  it('creates a snapshot after it has asked, and shows what that saves', async () => {
    const { stream } = await shippedOrder();
    const page = await open(view('stream', { name: stream }));
    await page.getByRole('button', { name: 'Create a snapshot' }).click();
    await page.getByRole('dialog', { name: 'Create a snapshot' }).getByRole('button', { name: 'Not now' }).click();
    expect(await page.getByRole('list', { name: 'Snapshots' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Create a snapshot' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Create a snapshot' }).click();
    await page.getByText('Snapshot at version 2').waitFor();
    await page.getByText('spares each load 2 events').waitFor();
  }, 60_000);

  it('pauses a projection after it has asked, and lets it go on', async () => {
    const page = await open(view('projections'));
    const card = page.getByRole('listitem').filter({ hasText: 'order-summary' });
    const act = async (label: string) => {
      await card.getByRole('button', { name: label }).click();
      await page.getByRole('dialog').getByRole('button', { name: label }).click();
    };
    await act('Pause');
    await card.getByText('paused', { exact: true }).waitFor();
    await act('Resume');
    await card.getByText('live', { exact: true }).waitFor();
  }, 60_000);

  it('draws the map of the application', async () => {
    const page = await open(view('map'));
    for (const name of ['CreateOrder', 'CreateOrderHandler', 'OrderCreated', 'order-summary', 'order-fulfilment'])
      await page.getByText(name, { exact: true }).first().waitFor();
  }, 60_000);

  it('lists streams by the beginning of their name', async () => {
    const id = await createOrder(app.http);
    const page = await open(view('streams'));
    await page.getByLabel('Name begins with').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type(`order-${id.slice(0, 13)}`);
    await page.keyboard.press('Enter');
    await page.waitForURL(/prefix=/);
    await page.getByRole('link', { name: `order-${id}` }).waitFor();
    expect(await page.getByRole('list', { name: 'Streams' }).getByRole('listitem').count()).toBe(1);
  }, 60_000);

  it('is used by keys: j and k through the rows, ? for the keys', async () => {
    await createOrder(app.http);
    await createOrder(app.http);
    const page = await open();
    await page.locator('.event-row').nth(1).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    expect(await page.evaluate('document.activeElement.closest("[data-row]") === document.querySelector("[data-row]")')).toBe(
      true,
    );
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/event\?id=/);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' });
  }, 60_000);

  it('shows hostile text as text', async () => {
    const hostile = `<img src=x onerror=document.title='owned'><script>document.title='owned'</script>`;
    await createOrder(app.http, hostile);
    const page = await open(view('log', { field: 'customerId', value: hostile }));
    await page.locator('.event-row a.row-main').click();
    await page.getByText(hostile).first().waitFor();
    expect(await page.title()).toBe('Event · Ledgerline');
  }, 60_000);

  it('says what is wrong, and asks again', async () => {
    const page = await open(view('event', { id: '00000000-0000-4000-8000-000000000000' }));
    await page.getByRole('alert').waitFor();
    await page.getByRole('button', { name: 'Ask again' }).click();
    await page.getByRole('alert').waitFor();
    const complaints = await looked.close();
    expect(complaints.length).toBeGreaterThan(0);
    expect(complaints.every((complaint) => complaint.includes('404'))).toBe(true);
  }, 60_000);

  it('keeps the theme that was chosen', async () => {
    const page = await open('', { colorScheme: 'light' });
    await page.getByRole('button', { name: 'Theme: system' }).click();
    await page.getByRole('button', { name: 'Theme: light' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'Theme: dark' }).waitFor();
    expect(await page.evaluate('getComputedStyle(document.body.parentElement).colorScheme')).toBe('dark');
  }, 60_000);

  describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
    it.each(['log', 'streams', 'stream', 'event', 'time-travel', 'story', 'projections', 'map'])(
      '%s has no barriers, and fits a window of 400 pixels',
      async (name) => {
        const { id, stream } = await shippedOrder();
        const { body } = await app.http.get(`/orders/${id}/history`).expect(200);
        const [event] = (body as { events: { id: string }[] }).events;
        const queries: Record<string, Record<string, string>> = { event: { id: event!.id }, story: { event: event!.id } };
        const query = queries[name] ?? { name: stream };
        const page = await open(view(name, query), { colorScheme, viewport: { width: 400, height: 800 } });
        await page.locator('main [data-row], main .panel, main .empty, main .card, main .map, main .tree').first().waitFor();
        expect(await barriers(page)).toEqual([]);
        expect(await isTooWide(page)).toBe(false);
      },
      60_000,
    );
  });
});
