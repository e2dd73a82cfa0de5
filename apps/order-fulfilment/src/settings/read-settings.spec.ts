import { readSettings } from './read-settings.js';

describe('The settings', () => {
  it('have defaults for all that is absent or empty', () => {
    expect(readSettings({})).toEqual({ port: 3000 });
    expect(readSettings({ PORT: '', STORAGE_URL: '' })).toEqual({ port: 3000 });
  });

  it('are read from the environment', () => {
    const settings = readSettings({
      PORT: '0',
      STORAGE_URL: 'postgres://localhost/events',
      READ_STORAGE_URL: 'postgres://localhost/reads',
      SAGA_STORAGE_URL: 'memory:sagas',
    });
    expect(settings).toEqual({
      port: 0,
      storage: 'postgres://localhost/events',
      readStorage: 'postgres://localhost/reads',
      sagaStorage: 'memory:sagas',
    });
  });

  it.each(['-1', '65536', '3000x', '1e3', ' 80', '8.5'])('refuse the port %p', (PORT) => {
    expect(() => readSettings({ PORT })).toThrow(expect.objectContaining({ code: 'INVALID_SETTING', variable: 'PORT' }));
  });

  it.each(['STORAGE_URL', 'READ_STORAGE_URL', 'SAGA_STORAGE_URL'])(
    'refuse a %s that is none, and never show its password',
    (variable) => {
      const read = () => readSettings({ [variable]: 'redis://user:secret@localhost/0' });
      expect(read).toThrow(expect.objectContaining({ code: 'INVALID_SETTING', variable }));
      expect(read).toThrow(expect.objectContaining({ message: expect.not.stringContaining('secret') }));
      expect(read).toThrow(variable);
    },
  );
});
