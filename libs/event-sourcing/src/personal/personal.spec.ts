import { InvalidOptionException } from '@ledgerline/storage';
import { MASK, maskPersonal } from './mask-personal.js';
import { Personal, personalPropertiesOf } from './personal.decorator.js';

class Registered {
  constructor(
    readonly id: string,
    @Personal() readonly email: string,
    @Personal() readonly phone: string = 'none',
  ) {}
}

class Moved extends Registered {
  @Personal() street = '';
  city = '';
}

class Plain {
  id = '';
}

describe('@Personal()', () => {
  it('marks parameters of the constructor that become properties, and properties; children inherit', () => {
    expect([...personalPropertiesOf(Registered)].sort()).toEqual(['email', 'phone']);
    expect([...personalPropertiesOf(Moved)].sort()).toEqual(['email', 'phone', 'street']);
    expect(personalPropertiesOf(Plain).size).toBe(0);
  });

  it('is refused on a parameter that becomes no property', () => {
    const declare = () => {
      class Lost {
        readonly other: string;
        constructor(@Personal() name: string) {
          this.other = `${name}!`;
        }
      }
      return Lost;
    };
    expect(declare).toThrow(InvalidOptionException);
  });
});

describe('masking', () => {
  const names = new Set(['email', '__proto__']);

  it('hides values under the names, at the top alone unless told otherwise', () => {
    const value = { email: 'a@b.c', nested: { email: 'd@e.f' }, list: [{ email: 'g@h.i' }, 1] };
    expect(maskPersonal(value, names)).toEqual({ value: { ...value, email: MASK }, masked: ['email'] });
    expect(maskPersonal(value, names, { everywhere: true })).toEqual({
      value: { email: MASK, nested: { email: MASK }, list: [{ email: MASK }, 1] },
      masked: ['email', 'nested.email', 'list[].email'],
    });
  });

  it('leaves null to be seen, and other values alone', () => {
    expect(maskPersonal({ email: null }, names).masked).toEqual([]);
    expect(maskPersonal('text', names).value).toBe('text');
    expect(maskPersonal(null, names).value).toBeNull();
  });

  it('O7 keeps an own key __proto__ a key', () => {
    const value = JSON.parse('{"__proto__":{"polluted":true},"a":1}') as object;
    const { value: copy } = maskPersonal(value, new Set(['email']));
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"polluted":true},"a":1}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
