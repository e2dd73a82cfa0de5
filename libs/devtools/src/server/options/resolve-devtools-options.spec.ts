import { resolveDevtoolsOptions } from './resolve-devtools-options.js';

describe('The options of DevtoolsModule', () => {
  it('turn the pages on in development, with actions', () => {
    expect(resolveDevtoolsOptions({}, 'development')).toMatchObject({
      isEnabled: true,
      isReadOnly: false,
      isProtected: false,
      paths: { events: '/events', sagas: '/sagas' },
    });
  });

  it('turn the pages off in production', () => {
    expect(resolveDevtoolsOptions({}, 'production').isEnabled).toBe(false);
  });

  it('O6 refuse pages in production that nobody guards', () => {
    expect(() => resolveDevtoolsOptions({ enabled: true }, 'production')).toThrow(
      expect.objectContaining({ code: 'DEVTOOLS_UNPROTECTED' }),
    );
  });

  it('O6 only show in production, unless told otherwise', () => {
    const authorize = () => true;
    expect(resolveDevtoolsOptions({ enabled: true, authorize }, 'production')).toMatchObject({
      isEnabled: true,
      isReadOnly: true,
    });
    expect(resolveDevtoolsOptions({ enabled: true, authorize, readOnly: false }, 'production').isReadOnly).toBe(false);
  });

  it.each(['/a b', '//x', '/events?x', '/:id', '', '/<script>'])('refuse the path %p', (events) => {
    expect(() => resolveDevtoolsOptions({ paths: { events } }, 'development')).toThrow('paths.events');
  });

  it('refuse one place for both pages, and one within the other', () => {
    for (const sagas of ['/events', '/events/sagas'])
      expect(() => resolveDevtoolsOptions({ paths: { sagas } }, 'development')).toThrow('paths');
  });
});
